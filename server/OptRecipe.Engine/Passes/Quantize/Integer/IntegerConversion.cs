using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Carries out int8 and int16x8 for the operators of a plan: forms of activations by the numerics' rules, then weights, biases and other constants, then what stands between.</summary>
internal sealed class IntegerConversion
{
    private readonly ModelEdit edit;
    private readonly Model model;
    private readonly QuantizeOptions options;
    private readonly PassMode mode;
    private readonly bool areFormsEqual;
    private readonly List<Part> parts = [];

    /// <param name="operators">The operators that become integer ones, with int8 or int16x8 for scheme.</param>
    /// <param name="ranges">Null for a plan without them.</param>
    /// <param name="areFormsEqual">A plan of the smallest file: as if all ranges turned out equal.</param>
    /// <exception cref="PassException">A range is missing or is none.</exception>
    public IntegerConversion(ModelEdit edit, Model model, QuantizeOptions options, IEnumerable<(OperatorAddress Address, OperatorScheme Scheme)> operators, PassMode mode, TensorRanges? ranges, bool areFormsEqual = false)
    {
        (this.edit, this.model, this.options, this.mode, this.areFormsEqual) = (edit, model, options, mode, areFormsEqual);
        var all = operators.ToArray();
        foreach (var group in all.GroupBy(entry => (entry.Address.Subgraph, entry.Scheme.Scheme)).OrderBy(group => group.Key))
        {
            var type = group.Key.Scheme == QuantizeScheme.Int16X8 ? TensorType.Int16 : TensorType.Int8;
            var numerics = NumericsOf(options, group.Key.Scheme);
            var graph = new IntegerGraph(model, group.Key.Subgraph, type, numerics, new(group.ToDictionary(entry => entry.Address.Index, entry => entry.Scheme)));
            var source = new FormSource(model, group.Key.Subgraph, numerics, mode, ranges)
            {
                Origins = numerics == QuantizeNumerics.AiEdgeQuantizer ? AiEdgeForms.Origins(model, group.Key.Subgraph, all.Select(entry => entry.Address)) : null,
            };
            var forms = numerics switch
            {
                QuantizeNumerics.Converter => ConverterForms.Assign(graph, source),
                QuantizeNumerics.AiEdgeQuantizer => AiEdgeForms.Assign(graph, source),
                _ => FlatbufferForms.Assign(graph, source),
            };
            parts.Add(new(graph, source, numerics, areFormsEqual ? forms.Equal() : forms));
        }
    }

    /// <summary>The MLIR quantizer has no int16 that runs; the flatbuffer quantizer stands in.</summary>
    public static QuantizeNumerics NumericsOf(QuantizeOptions options, QuantizeScheme scheme) =>
        options.Numerics == QuantizeNumerics.AiEdgeQuantizer ? QuantizeNumerics.AiEdgeQuantizer
        : scheme == QuantizeScheme.Int16X8 || options.Numerics != QuantizeNumerics.Converter ? QuantizeNumerics.ConverterFlatbuffer : QuantizeNumerics.Converter;

    /// <summary>The tensors whose ranges were asked for; complete after <see cref="Apply"/>.</summary>
    public IEnumerable<(int Subgraph, int Tensor)> Needed => parts.SelectMany(part => part.Source.Needed.Select(tensor => (part.Graph.SubgraphIndex, tensor))).Distinct();

    public void Apply(CancellationToken cancellation)
    {
        var pool = new WeightPool(edit, model, mode, cancellation);
        var constants = parts.Select(part => new IntegerConstants(edit, model, part.Graph, part.Forms, part.Source, part.Numerics, pool, mode)).ToArray();
        foreach (var each in constants) each.GuardBiases();
        foreach (var (part, each) in parts.Zip(constants))
        {
            each.Place();
            WriteOptions(part, each.BiasType);
            WriteIntermediates(part);
        }
        var hasInnerQuantize = false;
        foreach (var subgraph in parts.GroupBy(part => part.Graph.SubgraphIndex)) hasInnerQuantize |= InsertBorders(subgraph.Key, [.. subgraph]);
        if (parts.Exists(part => part.Numerics == QuantizeNumerics.ConverterFlatbuffer)) FixVersions(hasInnerQuantize);
    }

    private bool InsertBorders(int subgraph, Part[] parts)
    {
        var forms = new ActivationForms();
        foreach (var part in parts) forms.Add(part.Forms);
        var isEntry = subgraph == 0 || model.Signatures.Any(signature => signature.SubgraphIndex == subgraph);
        var isAiEdge = options.Numerics == QuantizeNumerics.AiEdgeQuantizer;
        var isSymmetric = isAiEdge && Array.TrueForAll(parts, part => part.Graph.Operators.All(index => part.Graph.SchemeOf(index).AreActivationsSymmetric));
        var borders = new Borders(edit, subgraph, forms, (tensor, type) => parts[0].Source.OfActivation(tensor, type, isSymmetric) is var form && areFormsEqual ? form.Any : form)
        {
            TakesReadersForm = !isAiEdge,
            InputType = isEntry ? options.InputType : TensorType.Float32,
            OutputType = isEntry ? options.OutputType : TensorType.Float32,
        };
        borders.Insert();
        return borders.HasInnerQuantize;
    }

    /// <summary>Options that the flatbuffer quantizer sets: the type of biases, and that int16 scales of ADD and SUB are no powers of two.</summary>
    private void WriteOptions(Part part, TensorType biasType)
    {
        if (part.Numerics != QuantizeNumerics.ConverterFlatbuffer) return;
        var target = edit.Subgraphs[part.Graph.SubgraphIndex];
        foreach (var index in part.Graph.Operators)
        {
            var @operator = target.OperatorAt(index);
            if ((@operator.Options ?? DefaultOptions(part.Graph.BuiltinOf(index))) is not { } settings) continue;
            if (settings.Schema.IndexOf("quantized_bias_type") >= 0) settings = settings.With("quantized_bias_type", (int)biasType);
            else if (part.Graph.Type == TensorType.Int16 && settings.Schema.IndexOf("pot_scale_int16") >= 0) settings = settings.With("pot_scale_int16", false);
            else continue;
            target.ReplaceOperator(index, @operator with { Options = settings });
        }
    }

    private static OperatorOptions? DefaultOptions(BuiltinOperator builtin) => builtin switch
    {
        BuiltinOperator.Add => OperatorOptions.Of("AddOptions"),
        BuiltinOperator.Sub => OperatorOptions.Of("SubOptions"),
        BuiltinOperator.FullyConnected => OperatorOptions.Of("FullyConnectedOptions"),
        BuiltinOperator.Conv2D => OperatorOptions.Of("Conv2DOptions"),
        BuiltinOperator.TransposeConv => OperatorOptions.Of("TransposeConvOptions"),
        _ => null,
    };

    /// <summary>The five intermediates of an LSTM: the gates' where layer normalization reads them, and what a projection reads; without one the last has the output's form.</summary>
    private void WriteIntermediates(Part part)
    {
        var target = edit.Subgraphs[part.Graph.SubgraphIndex];
        foreach (var index in part.Graph.Operators)
        {
            if (part.Graph.SpecOf(index).IntermediateCount is not (> 0 and var count)) continue;
            var @operator = target.OperatorAt(index);
            var form = part.Forms.Made[part.Graph.OperatorAt(index).Outputs[0]];
            var present = @operator.Intermediates.IsDefaultOrEmpty ? [] : @operator.Intermediates;
            var intermediates = Enumerable.Range(0, count).Select(number => number < present.Length ? present[number] : target.AddTensor(new() { Name = $"intermediate_{index}_{number}", Shape = [0], HasRank = true })).ToArray();
            var needed = LstmIntermediates.Of(model, part.Graph.Subgraph, part.Graph.OperatorAt(index)).ToArray();
            foreach (var number in needed.Append(LstmIntermediates.Hidden).Distinct())
            {
                if (target.TensorAt(intermediates[number]) is not { Type: TensorType.Float32 } row) continue;
                var own = !needed.Contains(number) ? form : part.Source.OfActivation(LstmIntermediates.TensorOf(part.Graph.Subgraph, index, number), number == LstmIntermediates.Hidden ? TensorType.Int8 : TensorType.Int16);
                target.ReplaceTensor(intermediates[number], row with { Type = own.Type, Quantization = own.ToQuantization() });
            }
            target.ReplaceOperator(index, @operator with { Intermediates = [.. intermediates] });
        }
    }

    /// <summary>The flatbuffer quantizer raises versions to those of its table and no further, also of operators that stay in float32. It does so before it puts QUANTIZE (version 1) at the
    /// model's ends; its DEQUANTIZE has version 2.</summary>
    private void FixVersions(bool hasInnerQuantize)
    {
        var builtins = model.Subgraphs.SelectMany(subgraph => subgraph.Operators).Select(@operator => model.CodeOf(@operator).Builtin).ToHashSet();
        if (!builtins.Contains(BuiltinOperator.Quantize) && !hasInnerQuantize) edit.FixVersion(BuiltinOperator.Quantize, 1);
        else builtins.Add(BuiltinOperator.Quantize);
        foreach (var builtin in builtins)
            if (FlatbufferTable.Of(builtin) is { } row) edit.FixVersion(builtin, row.Version);
        edit.FixVersion(BuiltinOperator.Dequantize, 2);
    }

    private sealed record Part(IntegerGraph Graph, FormSource Source, QuantizeNumerics Numerics, ActivationForms Forms);
}
