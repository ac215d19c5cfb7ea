package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {

    private static final PipelineDefinition SPEECH = PipelineDefinitions.load("speech");

    @TempDir
    private Path folder;

    @Test
    void shouldNeedRoomForTheWholeEvaluationPassAtEveryDepth() {
        // given
        long windows = 1000;
        long bytesOfAWindow = SPEECH.stages().stream()
                        .skip(1)
                        .mapToLong(stage -> 2L * stage.shape().size())
                        .sum()
                + 4L * SPEECH.audio().window();

        // when
        long more = DiskSpace.needed(SPEECH, windows) - DiskSpace.needed(SPEECH, 0);

        // then
        assertThat(more).isEqualTo(windows * bytesOfAWindow);
    }

    @Test
    void shouldRefuseWhenTheDiskIsTooSmall() {
        assertThatThrownBy(() -> DiskSpace.require(folder, Long.MAX_VALUE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("free disk at " + folder)
                .hasMessageContaining("MB or more");
    }

    @Test
    void shouldPassWhenThereIsRoom() {
        assertThatCode(() -> DiskSpace.require(folder, 1)).doesNotThrowAnyException();
    }

    @Test
    void shouldLookAtTheDiskOfTheFolderAboveWhenTheFolderIsStillToBeMade() {
        assertThatCode(() -> DiskSpace.require(folder.resolve("runs/first"), 1)).doesNotThrowAnyException();
        assertThat(folder).isEmptyDirectory();
    }
}
