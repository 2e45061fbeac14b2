using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Prune;

/// <summary>Sets the smallest weights of each tensor to zero: magnitude, unstructured, without data. Float32, float16 (behind its DEQUANTIZE) and int8 weights; of int8 weights
/// the real values are compared, so that channels with small scales lose more. The file keeps its size; it compresses better.</summary>
public sealed class PrunePass : IPass
{
    private readonly PruneOptions options;

    /// <exception cref="ArgumentOutOfRangeException">The sparsity is not in 0 ≤ s &lt; 1.</exception>
    public PrunePass(PruneOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Sparsity);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Sparsity, 1);
        this.options = options;
    }

    public string Kind => "prune";

    public PassPlan Plan(Model model) => new(Kind, [.. model.Subgraphs.SelectMany((subgraph, subgraphIndex) =>
        subgraph.Operators.Select((@operator, index) => Decide(model, subgraph, @operator, new(subgraphIndex, index))))]);

    /// <exception cref="PassException">Weights hold a value that is not a number.</exception>
    public Model Apply(Model model, PassPlan plan, PassMode mode, IProgress<double>? progress, CancellationToken cancellation)
    {
        // Weights shared by two operators, and tensors on one buffer, are pruned once.
        var weights = plan.Operators.Where(decision => decision.Outcome == PassOutcome.Changed)
            .SelectMany(decision => WeightsOf(model, model.Subgraphs[decision.Address.Subgraph], model.Subgraphs[decision.Address.Subgraph].Operators[decision.Address.Index]))
            .DistinctBy(tensor => tensor.Buffer).ToArray();
        if (weights.Length == 0) return model;
        var edit = new ModelEdit(model);
        foreach (var (index, tensor) in weights.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            var data = edit.DataOf(tensor);
            edit.ReplaceBuffer(tensor.Buffer, mode == PassMode.Plan ? new(new PlannedByteSource(data.Length), 0, data.Length) : ByteRange.Of(Prune(tensor, data)));
            progress?.Report((index + 1.0) / weights.Length);
        }
        return edit.Build();
    }

    private OperatorDecision Decide(Model model, Subgraph subgraph, Operator @operator, OperatorAddress address)
    {
        if (options.Only?.Contains(address) == false) return new(address, PassOutcome.Untouched, "");
        var builtin = model.CodeOf(@operator).Builtin;
        if (builtin == BuiltinOperator.DepthwiseConv2D) return new(address, PassOutcome.Kept, "has depthwise weights, which pruning leaves alone");
        if (PrunableWeights.OperandsOf(builtin).IsEmpty) return new(address, PassOutcome.Untouched, "");
        var weights = WeightsOf(model, subgraph, @operator);
        if (weights.Length == 0) return new(address, PassOutcome.Untouched, "has no constant weights");
        if (Array.Find(weights, tensor => tensor.Sparsity is not null) is not null) return new(address, PassOutcome.Kept, "has weights that are stored sparse already");
        return Array.Find(weights, tensor => !IsPrunable(tensor)) is { } other
            ? new(address, PassOutcome.Kept, $"has weights of type {other.Type.Name()}, which pruning does not take")
            : Array.Exists(weights, tensor => !model.HasFittingData(tensor)) ? new(address, PassOutcome.Kept, "has weights whose data do not fit their shape")
            : new(address, PassOutcome.Changed, "");
    }

    private static bool IsPrunable(Tensor tensor) => tensor.Type switch
    {
        TensorType.Float32 or TensorType.Float16 => true,
        TensorType.Int8 => tensor.Quantization is { ScaleCount: > 0, Details: null } quantization && HasScalePerChannel(tensor, quantization),
        _ => false,
    };

    private static bool HasScalePerChannel(Tensor tensor, Quantization quantization) => quantization.ScaleCount == 1
        || quantization.QuantizedDimension >= 0 && quantization.QuantizedDimension < tensor.Shape.Length && tensor.Shape[quantization.QuantizedDimension] == quantization.ScaleCount
        && (quantization.ZeroPoints.IsDefaultOrEmpty || quantization.ZeroPoints.Length == quantization.ScaleCount);

    private static Tensor[] WeightsOf(Model model, Subgraph subgraph, Operator @operator) =>
        [.. PrunableWeights.OperandsOf(model.CodeOf(@operator).Builtin)
            .Select(operand => operand < @operator.Inputs.Length ? Source(model, subgraph, @operator.Inputs[operand]) : null)
            .OfType<Tensor>()];

    /// <summary>The constant itself, or the one behind its DEQUANTIZE.</summary>
    private static Tensor? Source(Model model, Subgraph subgraph, int index)
    {
        if (index < 0 || index >= subgraph.Tensors.Length) return null;
        if (model.IsConstant(subgraph.Tensors[index])) return subgraph.Tensors[index];
        var producer = subgraph.Operators.FirstOrDefault(@operator => @operator.Outputs.Contains(index));
        return producer is not null && model.CodeOf(producer).Builtin == BuiltinOperator.Dequantize
            && subgraph.Input(producer, 0) is { } stored && model.IsConstant(stored) ? stored : null;
    }

    private byte[] Prune(Tensor tensor, ByteRange data)
    {
        var bytes = data.ToMemory().Span;
        var magnitudes = Real(tensor, bytes);
        var threshold = MagnitudeMask.Threshold(magnitudes, options.Sparsity);
        if (float.IsNaN(threshold)) throw new PassException($"`{tensor.Name}` holds weights that are not a number, so none of them is smallest");
        var pruned = bytes.ToArray();
        if (tensor.Type == TensorType.Float32) MagnitudeMask.Apply(magnitudes, threshold, MemoryMarshal.Cast<byte, float>(pruned.AsSpan()));
        else
        {
            var size = tensor.Type == TensorType.Float16 ? 2 : 1;
            for (var index = 0; index < magnitudes.Length; index++)
                if (MathF.Abs(magnitudes[index]) < threshold) pruned.AsSpan(index * size, size).Fill(size == 1 ? ZeroPoint(tensor, index) : (byte)0);
        }
        return pruned;
    }

    private static ReadOnlySpan<float> Real(Tensor tensor, ReadOnlySpan<byte> bytes)
    {
        if (tensor.Type == TensorType.Float32) return MemoryMarshal.Cast<byte, float>(bytes);
        var values = new float[bytes.Length / (tensor.Type == TensorType.Float16 ? 2 : 1)];
        for (var index = 0; index < values.Length; index++)
            values[index] = tensor.Type == TensorType.Float16
                ? (float)MemoryMarshal.Cast<byte, Half>(bytes)[index]
                : ((sbyte)bytes[index] - (sbyte)ZeroPoint(tensor, index)) * (tensor.Quantization?.Scales[Channel(tensor, index)] ?? 1);
        return values;
    }

    private static byte ZeroPoint(Tensor tensor, int index) =>
        tensor.Quantization is { ZeroPoints: { IsDefaultOrEmpty: false } points } ? (byte)(sbyte)points[points.Length > 1 ? Channel(tensor, index) : 0] : (byte)0;

    /// <summary>Which scale an element has.</summary>
    private static int Channel(Tensor tensor, int index)
    {
        if (tensor.Quantization is not { ScaleCount: > 1 } quantization) return 0;
        var inner = 1;
        foreach (var size in tensor.Shape.AsSpan()[(quantization.QuantizedDimension + 1)..]) inner *= size;
        return index / inner % quantization.ScaleCount;
    }
}
