using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>FULLY_CONNECTED with a float16 scale for each block of a row of the weights. Each input row is quantized asymmetrically; output = activation(bias + row scale ×
/// (Σ over blocks scale × Σ q × weight − zero point × Σ over blocks scale × Σ weight)).</summary>
internal sealed class BlockwiseWeights
{
    private readonly ProductOperands _operands;
    private readonly WeightBytes _weights;
    private readonly float[] _scales;
    private readonly (float Min, float Max) _range;
    private readonly int _blockSize, _quantized;
    private readonly BlockedLayer? _fast;
    private readonly int _scratch;

    public BlockwiseWeights(KernelContext context, BlockwiseQuantization quantization, ProductOperands operands, ActivationFunctionType activation)
    {
        var (units, depth) = (operands.Weights.Dim(0), operands.Weights.Dim(1));
        (_operands, _blockSize) = (operands, quantization.BlockSize);
        if (_blockSize <= 0 || depth % _blockSize != 0) throw context.Refusal($"blocks of {_blockSize} do not divide the {depth} columns of the weights");
        if (quantization.ZeroPoints > 0) throw context.NotDone("zero points of blocks: no kernel of any runtime reads them");
        if (operands.Bias is { } bias && (bias.Type != TensorType.Float32 || bias.Count != units))
            throw context.Refusal($"the bias is {bias}; FLOAT32[{units}] is expected");
        _scales = Scales(context, quantization.Scales, operands.Weights.Index, checked(units * (depth / _blockSize)));
        _range = ActivationRange.Single(activation);
        _weights = WeightBytes.Prepare(context, operands.Weights);
        _fast = !context.Kernels.HasProducts || !context.InterpreterOptions.PackWeights || !_weights.IsConstant ? null : Fast(context, operands.Input.Count / depth, units, depth);
        if (_fast is null) _quantized = context.RequestScratch(depth);
        else _scratch = context.RequestScratch(_fast.ScratchBytes(context.Workers.ThreadCount));
    }

    private BlockedLayer Fast(KernelContext context, int rows, int units, int depth)
    {
        var (set, geometry, turned) = (context.Kernels, BlockedLayer.Geometry(rows, units, depth, _blockSize), new TurnedFilter(units, depth / _blockSize, _blockSize));
        var packed = context.Model.Derived(context.Address.Subgraph, _operands.Weights.Index, $"packed blocks {set.Name} {_blockSize}", () => _weights.Look<sbyte, PackedWeights8>(weights => PackedWeights8.Of(set, geometry, turned.Of(weights))));
        var sums = _weights.Look<sbyte, int[]>(weights =>
        {
            var found = new int[_scales.Length];
            for (var index = 0; index < weights.Length; index++) found[index / _blockSize] += weights[index];
            return found;
        });
        var order = new TurnedFilter(units, depth / _blockSize);
        return new(set, geometry, packed, order.Of<float>(_scales), order.Of<int>(sums));
    }

    public void Run(KernelContext context)
    {
        var (units, depth) = (_operands.Weights.Dim(0), _operands.Weights.Dim(1));
        var input = _operands.Input.Read<float>();
        var output = _operands.Output.Write<float>();
        if (_fast is not null)
        {
            _fast.Run(context.Workers, input, output, _operands.Bias is { } constant ? constant.Read<float>() : default, _range, context.Scratch<byte>(_scratch));
            return;
        }
        var quantized = context.Scratch<sbyte>(_quantized);
        var weights = MemoryMarshal.Cast<byte, sbyte>(_weights.Read(context));
        var bias = _operands.Bias is { } tensor ? tensor.Read<float>() : default;
        for (var row = 0; row * units < output.Length; row++)
        {
            var (rowScale, zeroPoint) = HybridQuantization.Asymmetric(input.Slice(row * depth, depth), quantized);
            for (var unit = 0; unit < units; unit++)
            {
                var (products, offsets) = (0f, 0f);
                for (var start = 0; start < depth; start += _blockSize)
                {
                    var (sum, weightSum) = (0, 0);
                    for (var index = start; index < start + _blockSize; index++)
                    {
                        sum += quantized[index] * weights[unit * depth + index];
                        weightSum += weights[unit * depth + index];
                    }
                    var scale = _scales[(unit * depth + start) / _blockSize];
                    products += sum * scale;
                    offsets += scale * weightSum;
                }
                output[row * units + unit] = SingleStage.Limit((products - zeroPoint * offsets) * rowScale + (bias.IsEmpty ? 0f : bias[unit]), _range.Min, _range.Max);
            }
        }
    }

    /// <summary>The values of the scale tensor that a blockwise quantization names.</summary>
    public static float[] Scales(KernelContext context, int tensorIndex, int owner, int count)
    {
        var tensors = context.Model.Model.Subgraphs[context.Address.Subgraph].Tensors;
        if ((uint)tensorIndex >= (uint)tensors.Length || tensors[tensorIndex].Type != TensorType.Float16)
            throw context.Refusal($"tensor {owner} names tensor {tensorIndex} as its scales; a constant of FLOAT16 is expected");
        var stored = MemoryMarshal.Cast<byte, Half>(context.Model.Constant(tensors[tensorIndex].Buffer).Span);
        if (stored.Length != count) throw context.Refusal($"tensor {owner} has {stored.Length} scales of blocks, {count} are expected");
        var scales = new float[count];
        for (var index = 0; index < count; index++) scales[index] = (float)stored[index];
        return scales;
    }
}
