using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LSH_PROJECTION: bits of a locality-sensitive hash. Each seed s of the first input gives the bit Σ weight[i] × hash(s, item i) > 0 over the items of the second, with
/// FarmHash's fingerprint as signed number, summed in float64. Dense: the bits; sparse: those of a row as one number, plus the row's index times 2^bits.</summary>
internal sealed class LshProjection : Kernel
{
    private int _rows, _bits, _items, _scratch;
    private bool _isSparse;

    public override void Prepare(KernelContext context)
    {
        var (seeds, input, output, type) = (context.Input(0), context.Input(1), context.Output(0), (LSHProjectionType)context.Int32("LSHProjectionOptions", "type"));
        if (seeds is not { Type: TensorType.Float32, Rank: 2 } || seeds.Dim(1) > 32) throw context.Refusal($"the hash seeds are {seeds}, float32 [rows, up to 32 bits] are expected");
        if (input.Rank == 0 || input.Dim(0) == 0) throw context.Refusal($"the input is {input}, it has no items");
        if (context.OptionalInput(2) is { } weights) context.Expect(weights, "weights", TensorType.Float32, input.Dim(0));
        if (type is not (LSHProjectionType.Sparse or LSHProjectionType.Dense)) throw context.Refusal($"there is no projection {(int)type}");
        if (output.Type != TensorType.Int32) throw context.UnsupportedType(output);
        (_rows, _bits, _items, _isSparse) = (seeds.Dim(0), seeds.Dim(1), input.Dim(0), type == LSHProjectionType.Sparse);
        context.Resize(output, _isSparse ? _rows : checked(_rows * _bits));
        _scratch = context.RequestScratch(sizeof(float) + (long)input.ByteCount / _items);
    }

    public override void Run(KernelContext context)
    {
        var input = context.Input(1);
        var seeds = context.Input(0).Read<float>();
        var weights = context.OptionalInput(2) is { } tensor ? tensor.Read<float>() : default;
        var output = context.Output(0).Write<int>();
        var key = context.Scratch<byte>(_scratch)[..(sizeof(float) + input.ByteCount / _items)];
        for (var row = 0; row < _rows; row++)
        {
            var signature = 0;
            for (var bit = 0; bit < _bits; bit++)
            {
                var index = row * _bits + bit;
                var value = Bit(seeds[index], input.Bytes, weights, key);
                signature = signature << 1 | value;
                if (!_isSparse) output[index] = value;
            }
            if (_isSparse) output[row] = signature + row * (1 << _bits);
        }
    }

    private int Bit(float seed, ReadOnlySpan<byte> items, ReadOnlySpan<float> weights, Span<byte> key)
    {
        var (score, size) = (0.0, key.Length - sizeof(float));
        MemoryMarshal.Write(key, seed);
        for (var item = 0; item < _items; item++)
        {
            items.Slice(item * size, size).CopyTo(key[sizeof(float)..]);
            var hash = (double)(long)FarmHash.Fingerprint64(key);
            score += weights.IsEmpty ? hash : weights[item] * hash;
        }
        return score > 0 ? 1 : 0;
    }
}
