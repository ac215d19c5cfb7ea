/**
 * ONNX graphs in the making, whatever they are of: the one package that knows the format's own classes. Operators, their inputs and
 * attributes are those of <a href="https://onnx.ai/onnx/operators/">version 17 of the standard's operators</a>.
 */
package dev.solera.onnx;
