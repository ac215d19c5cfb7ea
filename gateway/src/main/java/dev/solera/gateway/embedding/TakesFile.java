package dev.solera.gateway.embedding;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the API's description says of requests that bring a file. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
        name = FileController.DEPTH,
        in = ParameterIn.QUERY,
        description = "The top, where it is left out",
        schema = @Schema(type = "integer"))
@RequestBody(
        description =
                "The file: wav, flac, mp3, ogg and others of sound, or png, jpeg and others of pictures, as the pipeline takes"
                        + " in; what is in it decides what it is. Also the one file of a form.",
        required = true,
        content = {
            @Content(mediaType = "application/octet-stream", schema = @Schema(type = "string", format = "binary")),
            @Content(mediaType = "multipart/form-data", schema = @Schema(implementation = TakesFile.Form.class))
        })
@ApiResponse(responseCode = "200", description = "What the model makes of the file")
@ApiResponse(responseCode = "400", description = "No sound or picture that the pipeline takes in", content = @Content)
@ApiResponse(responseCode = "408", description = "It took too long to arrive", content = @Content)
@ApiResponse(responseCode = "413", description = "There is too much of it", content = @Content)
@ApiResponse(responseCode = "503", description = "Not now: no snapshot yet, or too many files", content = @Content)
@interface TakesFile {

    /** A form with a file. */
    record Form(@Schema(type = "string", format = "binary") String file) {}
}
