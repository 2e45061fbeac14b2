using System.Collections;
using System.Globalization;

namespace OptRecipe.TFLite.Operators;

/// <summary>Operators and tensors in one line, for people: <c>#3 CONV_2D v3 (t5 INT8[1,32,32,3], t1 INT8[16,3,3,3] 16 scales, t2 INT32[16]) → t6 INT8[1,32,32,16] {padding: SAME, stride_w: 1, stride_h: 1}</c>.</summary>
public static class OperatorText
{
    /// <summary>What an operator of a model is called: <c>CONV_2D</c>, or its custom code.</summary>
    public static string Name(Model model, OperatorAddress address) => model.Subgraphs[address.Subgraph].Operators[address.Index].OpcodeIndex is var code && code < model.OperatorCodes.Length
        ? model.OperatorCodes[(int)code].Name : $"operator code {code}";

    /// <summary>One operator: number, name, version, operands, outputs and the options that are not at their defaults.</summary>
    public static string Line(Model model, int subgraphIndex, int operatorIndex)
    {
        var subgraph = model.Subgraphs[subgraphIndex];
        var op = subgraph.Operators[operatorIndex];
        var code = op.OpcodeIndex < model.OperatorCodes.Length ? model.OperatorCodes[(int)op.OpcodeIndex] : null;
        var name = code is null ? $"operator code {op.OpcodeIndex}" : $"{code.Name} v{code.Version}";
        var options = Options(op);
        return $"#{operatorIndex} {name} ({List(subgraph, op.Inputs)}) → {List(subgraph, op.Outputs)}{(options.Length == 0 ? "" : $" {{{options}}}")}";
    }

    /// <summary>All operators of a subgraph, one a line.</summary>
    public static string Lines(Model model, int subgraphIndex) =>
        string.Join('\n', Enumerable.Range(0, model.Subgraphs[subgraphIndex].Operators.Length).Select(index => Line(model, subgraphIndex, index)));

    /// <summary>Number, type, shape (−1 where it is known only at run time) and granularity of a tensor; <c>–</c> for an omitted operand.</summary>
    public static string Tensor(Subgraph subgraph, int index)
    {
        if (index < 0) return "–";
        if (index >= subgraph.Tensors.Length) return $"t{index}?";
        var tensor = subgraph.Tensors[index];
        var shape = tensor.ShapeSignature.IsDefaultOrEmpty ? tensor.Shape : tensor.ShapeSignature;
        var scales = tensor.Quantization?.ScaleCount ?? 0;
        return $"t{index} {tensor.Type.Name()}[{string.Join(',', shape)}]{(scales > 1 ? $" {scales} scales" : "")}";
    }

    /// <summary>The options that are not at their defaults, as <c>name: value</c>; the first 64 bytes of custom options as hexadecimal.</summary>
    public static string Options(Operator op)
    {
        if (op.Options is { } options)
        {
            return string.Join(", ", options.Schema.Fields.Where(field => options[field.Name] is { } value && !value.Equals(field.Default) && !IsEmpty(value))
                .Select(field => $"{field.Name}: {Value(field, options[field.Name])}"));
        }
        var custom = op.CustomOptions.Length > 0 ? op.CustomOptions : op.LargeCustomOptions;
        return custom.Length == 0 ? "" : $"custom_options: {custom.Length} bytes {Convert.ToHexString(custom.Slice(0, Math.Min(64, custom.Length)).ToMemory().Span)}";
    }

    private static string Value(OptionField field, object? value) => value switch
    {
        int number when field.EnumName is { } name => OptionEnumNames.Name(name, number),
        bool flag => flag ? "true" : "false",
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        ByteRange range => $"{range.Length} bytes",
        string text => $"\"{text}\"",
        IEnumerable values => $"[{string.Join(',', values.Cast<object>())}]",
        _ => value?.ToString() ?? "",
    };

    private static bool IsEmpty(object value) => value is ICollection { Count: 0 } or ByteRange { Length: 0 };
    private static string List(Subgraph subgraph, IEnumerable<int> tensors) => string.Join(", ", tensors.Select(index => Tensor(subgraph, index)));
}
