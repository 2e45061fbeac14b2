using System.Text;

namespace OptRecipe.Testing.Quantization;

/// <summary>The page that says how our files compare with the converter's: <c>server/docs/quantization-agreement.md</c>.</summary>
public static class ConverterPage
{
    private const string Head = """
        # Agreement with TensorFlow Lite's converter

        Written by `ConverterAgreementTests` (`npm run update` rewrites it); `npm run conformance -- --quantization` prints the same rows with all outputs. Every float model of golden/converter is
        quantized by our passes with the ranges that the converter's calibrator recorded, and the file is compared with the converter's (TensorFlow 2.19.1): operators, versions, options,
        connections, types, scales and zero points to the last bit, weights and biases byte for byte.

        *same*: no difference. *deviates*: one, with its reason. *ours only*: the converter refuses the model, or writes a file that no runtime runs. *both refuse*: ours before the run,
        with the operators that it lacks. *outputs*: integer arithmetic of our interpreter against the stored results of LiteRT's reference kernels. A planned size is that of the plan with these ranges.


        """;

    private const string Choices = """

        ## Where ours does otherwise on purpose

        None of the files above shows these.

        | matter | the converter | ours | why |
        | --- | --- | --- | --- |
        | weights shared by two operators, of which one has a bias that would take more than half of int32 | the operator with the bias gets a copy with larger scales | one copy, with the larger scales, for all | the file's size must not depend on ranges; the loss is below a step |
        | per-tensor weights whose scale was enlarged for a bias by less than 0.001 | the file states the larger scale, the bytes have the smaller one | bytes for the scale that is stated | a bug of the converter |
        | bias read by two operators (flatbuffer quantizer) | quantized once, with the first operator's scale | one copy for each operator | the second operator would compute with a wrong bias |
        | channel of zeros, activation that was always 0 (flatbuffer quantizer) | scale 0 | scale 3.9e-9, as the MLIR quantizer | XNNPACK refuses a scale of 0, and kernels divide by it |
        | SELECT, PADV2 and others with several operands (flatbuffer quantizer) | the output has the first operand's scale; the others keep theirs or stay float32 | the output has its own, all operands are brought to it | kernels refuse or misread the others, and the output is cut off |
        | SUM (flatbuffer quantizer) | the output has the input's scale | its own; with int16 the input is brought to it, for TensorFlow Lite 2.9's kernel does not rescale int16 | sums would be cut off |
        | MATRIX_DIAG, SCATTER_ND | zero points other than 0 | zero point 0 | the kernels fill with raw zeros, which stand for another number otherwise |
        | operator in float32 between integer ones (flatbuffer quantizer) | a DEQUANTIZE for every operand, a QUANTIZE for every reader | one of each for a tensor | fewer operators, same numbers |
        | operators that move values without rescaling but are free to the MLIR quantizer (MATRIX_DIAG, REVERSE_SEQUENCE, UNIQUE …) | output with its own scale | output with the input's | the kernel copies integers, so the converter's file gives wrong numbers |
        | SQUARED_DIFFERENCE with int16 activations | written; no kernel runs it | has no 16-bit form: refused before the run, or kept in float32, or int8 | runs |
        | integer input or output beside an operator in float32 | the type silently stays float32 | the type is the one asked for, with a DEQUANTIZE or QUANTIZE behind it | nothing is silent |
        | float LSTM in a `.tflite` | refused | int8 from the ranges of output and states, of the gates before layer normalization and of what a projection reads, which calibration takes within the operator | runs; the same outputs to the bit as TensorFlow Lite 2.9 (`LstmIntermediatesTests`) |
        | states between calibration samples | not reset: an LSTM starts a sample where the last one ended | ranges are taken as they are given; digits_lstm above is calibrated as the converter does it | |
        | resource variables | float32 without the private switch `_experimental_variable_quantization`; the flatbuffer quantizer's are int8 | stay float32, as the plan says of each operator | no stored file has any; a variable in float32 between integer operators runs on every runtime |

        ## What a plan without ranges cannot know

        Whether two forms are equal: a plan counts a QUANTIZE wherever the forms come from different ranges, a run leaves it out where they are equal to the last bit (inputs of CONCATENATION behind RELU6).
        Where that can make the file smaller the forecast says "at most"; every other forecast is exact (`SizeForecastTests`: seed tasks × schemes).
        Whether the scales of a MUL multiply to more than the output's scale: it then has version 3, not 2. A plan with ranges knows both and equals the run.

        """;

    public static string Text(IEnumerable<AgreementRow> rows)
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        text.Append("| model | form | file | outputs | bytes | converter's bytes | note |\n| --- | --- | --- | --- | ---: | ---: | --- |\n");
        foreach (var row in rows) text.Append(Line(row)).Append('\n');
        return text.Append(Choices.ReplaceLineEndings("\n")).ToString();
    }

    public static string Line(AgreementRow row)
    {
        var word = row.Agreement switch { Agreement.Same => "same", Agreement.Deviates => "deviates", Agreement.OnlyOurs => "ours only", Agreement.BothRefuse => "both refuse", _ => "DIFFERS" };
        var theirs = row.ReferenceBytes == 0 ? "–" : FormattableString.Invariant($"{row.ReferenceBytes:N0}");
        var planned = row.PlannedBytes == row.Bytes ? "" : FormattableString.Invariant($" (planned {row.PlannedBytes:N0})");
        return FormattableString.Invariant($"| {row.Name} | {row.Form} | {word} | {(row.Outputs.Length == 0 ? "–" : row.Outputs)} | {(row.Bytes == 0 ? "–" : FormattableString.Invariant($"{row.Bytes:N0}"))}{planned} | {theirs} | {row.Detail.Replace('\n', ' ')} |");
    }
}
