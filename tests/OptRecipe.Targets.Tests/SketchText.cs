using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Targets.Tests;

/// <summary>Models written as text, operators separated by <c>;</c>: <c>CONV_2D(f32[1,8,8,3], f32c[4,3,3,3], -) -> y:f32[1,8,8,4] stride_h=2 v3; RELU(y) -> f32[1,8,8,4]</c>.</summary>
/// <remarks>An operand is <c>[name:]type[c][v][~scales[*scale][zzeroPoint][@dimension]][shape][=values]</c>, a name given before, or <c>-</c>. <c>c</c>: stands in the file; <c>v</c>: a variable; <c>~1</c>: one scale of 0.5, <c>~1*2z-1</c>: one of 2 with zero point -1,
/// <c>~4@3</c>: four along dimension 3. Options that decide nothing are set as a converter would: strides and multipliers 1, windows and blocks 2.</remarks>
internal sealed partial class SketchText
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["f32"] = "FLOAT32", ["f16"] = "FLOAT16", ["i4"] = "INT4", ["i8"] = "INT8", ["u8"] = "UINT8", ["i16"] = "INT16", ["i32"] = "INT32", ["i64"] = "INT64", ["bool"] = "BOOL", ["f64"] = "FLOAT64", ["i2"] = "INT2",
        ["u16"] = "UINT16", ["u32"] = "UINT32", ["bf16"] = "BFLOAT16", ["c64"] = "COMPLEX64", ["str"] = "STRING",
    };
    private static readonly (string Field, object Value)[] Usual =
    [
        ("stride_w", 1), ("stride_h", 1), ("filter_width", 2), ("filter_height", 2), ("depth_multiplier", 1), ("block_size", 2), ("beta", 1f), ("num_splits", 2), ("num", 2),
    ];

    private readonly List<Tensor> tensors = [];
    private readonly List<Operator> operators = [];
    private readonly List<OperatorCode> codes = [];
    private readonly List<TFLite.Buffer> buffers = [TFLite.Buffer.Empty];
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);

    public static Model Read(string text)
    {
        var sketch = new SketchText();
        foreach (var line in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) sketch.Add(line);
        return sketch.Build();
    }

    private void Add(string line)
    {
        var parts = Line().Match(line);
        if (!parts.Success) throw new FormatException($"no operator: {line}");
        var isBuiltin = BuiltinOperatorNames.TryParse(parts.Groups["op"].Value, out var builtin);
        var options = isBuiltin && OperatorTable.Find(builtin)?.Options is { } kind ? OperatorOptions.Of(kind) : null;
        foreach (var (field, value) in Usual)
            if (options?.Schema.IndexOf(field) >= 0) options = options.With(field, value);
        var version = 1;
        var custom = ByteRange.Of([]);
        foreach (var word in parts.Groups["rest"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word[0] == 'v' && int.TryParse(word[1..], out var number)) version = number;
            else if (word == "data") custom = ByteRange.Of([1, 2, 3, 4]);
            else if (word.Split('=') is [var field, var value] && options is not null) options = options.With(field, Value(options.Schema.Fields[options.Schema.IndexOf(field)], value));
            else throw new FormatException($"`{word}` in: {line}");
        }
        codes.Add(isBuiltin ? new(builtin, version) : new(BuiltinOperator.Custom, version) { CustomCode = parts.Groups["op"].Value });
        operators.Add(new() { OpcodeIndex = (uint)codes.Count - 1, Inputs = Operands(parts.Groups["in"].Value), Outputs = Operands(parts.Groups["out"].Value), Options = options, CustomOptions = custom });
    }

    private static object Value(OptionField field, string text) => field.Kind switch
    {
        OptionKind.Bool => text == "true",
        OptionKind.String => text,
        OptionKind.Single => float.Parse(text, CultureInfo.InvariantCulture),
        OptionKind.Int32s => text.Split('/').Select(int.Parse).ToImmutableArray(),
        _ => int.TryParse(text, out var number) ? number : field.EnumName is { } name ? Enumerable.Range(0, 40).First(index => OptionEnumNames.Name(name, index) == text) : throw new FormatException(text),
    };

    private ImmutableArray<int> Operands(string list) => [.. Comma().Split(list).Select(text => text.Trim()).Where(text => text.Length > 0).Select(Operand)];

    private int Operand(string text)
    {
        if (text == "-") return -1;
        if (names.TryGetValue(text, out var known)) return known;
        var parts = TensorPattern().Match(text);
        if (!parts.Success) throw new FormatException($"no operand: {text}");
        ImmutableArray<int> shape = [.. parts.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        if (!TensorTypeNames.TryParse(Types[parts.Groups["type"].Value], out var type)) throw new FormatException(text);
        var scaleCount = parts.Groups["scales"].Success ? int.Parse(parts.Groups["scales"].Value) : 0;
        tensors.Add(new()
        {
            Name = $"t{tensors.Count}", Type = type, Shape = shape, IsVariable = parts.Groups["variable"].Length > 0,
            Buffer = parts.Groups["constant"].Length > 0 ? Constant(type, shape, parts.Groups["values"].Value) : 0,
            Quantization = scaleCount == 0 ? null : new()
            {
                Scales = [.. Enumerable.Repeat(parts.Groups["scale"].Success ? float.Parse(parts.Groups["scale"].Value, CultureInfo.InvariantCulture) : 0.5f, scaleCount)], ZeroPoints = [.. Enumerable.Repeat(parts.Groups["zero"].Success ? long.Parse(parts.Groups["zero"].Value) : 0L, scaleCount)],
                QuantizedDimension = parts.Groups["dimension"].Success ? int.Parse(parts.Groups["dimension"].Value) : 0,
            },
        });
        if (parts.Groups["name"].Success) names[parts.Groups["name"].Value] = tensors.Count - 1;
        return tensors.Count - 1;
    }

    private uint Constant(TensorType type, ImmutableArray<int> shape, string values)
    {
        var count = shape.Aggregate(1, (product, size) => product * size);
        var bytes = new List<byte>();
        foreach (var value in values.Split('/', StringSplitOptions.RemoveEmptyEntries))
            bytes.AddRange(type == TensorType.Int64 ? BitConverter.GetBytes(long.Parse(value)) : type == TensorType.Float32 ? BitConverter.GetBytes(float.Parse(value, CultureInfo.InvariantCulture)) : BitConverter.GetBytes(int.Parse(value)));
        if (bytes.Count == 0) bytes.AddRange(new byte[Math.Max(1, count * type switch { TensorType.Int64 => 8, TensorType.Float32 or TensorType.Int32 => 4, TensorType.Float16 or TensorType.Int16 => 2, _ => 1 })]);
        buffers.Add(new() { Data = ByteRange.Of([.. bytes]) });
        return (uint)buffers.Count - 1;
    }

    private Model Build()
    {
        var written = operators.SelectMany(op => op.Outputs).ToHashSet();
        var read = operators.SelectMany(op => op.Inputs).ToHashSet();
        return new()
        {
            OperatorCodes = [.. codes], Buffers = [.. buffers],
            Subgraphs =
            [
                new()
                {
                    Tensors = [.. tensors], Operators = [.. operators],
                    Inputs = [.. Enumerable.Range(0, tensors.Count).Where(index => !written.Contains(index) && tensors[index].Buffer == 0 && !tensors[index].IsVariable)],
                    Outputs = [.. written.Where(index => index >= 0 && !read.Contains(index))],
                },
            ],
        };
    }

    [GeneratedRegex(@"^(?<op>[\w.]+)\((?<in>.*?)\)\s*->\s*(?<out>(?:-|[\w:~@*.-]+(?:\[[^\]]*\])?)(?:\s*,\s*(?:-|[\w:~@*.-]+(?:\[[^\]]*\])?))*)?(?<rest>.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?:(?<name>\w+):)?(?<type>[fiu]\d+|bool|bf16|c64|str)(?<constant>c?)(?<variable>v?)(?:~(?<scales>\d+)(?:\*(?<scale>[\d.]+))?(?:z(?<zero>-?\d+))?(?:@(?<dimension>\d+))?)?\[(?<shape>[\d,-]*)\](?:=(?<values>[\d/.-]+))?$")]
    private static partial Regex TensorPattern();

    [GeneratedRegex(@",(?![^\[]*\])")]
    private static partial Regex Comma();
}
