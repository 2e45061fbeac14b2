using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Products in vectors of one width: float32, and int16 pairs.</summary>
internal unsafe class SimdKernels<TSingle, TSingleVector, TPairs, TPairsVector, TDepthwise>(string name) : MicroKernelSet
    where TSingle : struct, ISimd<TSingleVector, float, float, float> where TSingleVector : struct
    where TPairs : struct, ISimd<TPairsVector, short, short, int> where TPairsVector : struct
    where TDepthwise : struct, IDepthwise8
{
    public override string Name => name;
    public override bool HasProducts => true;
    public override int Columns => 2 * TSingle.Lanes;
    public override int VectorBits => Fma.IsSupported || AdvSimd.IsSupported ? 32 * TSingle.Lanes : 0;
    public override int DepthwiseLanes => TDepthwise.Lanes;

    internal override void MultiplySingle(in ProductTile<float, float, float> tile, int rows) => ProductTiles<TSingle, TSingleVector, float, float, float>.Run(tile, rows);
    internal override void MultiplyInt16(in ProductTile<short, short, int> tile, int rows) => ProductTiles<TPairs, TPairsVector, short, short, int>.Run(tile, rows);

    internal override void Depthwise8(byte** taps, int pairs, nint channel, short* weights, int* bias, int* sums, short zeroPoint, bool isSigned) =>
        TDepthwise.Step(taps, pairs, channel, weights, bias, sums, zeroPoint, isSigned);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void DepthwiseSingle(float** taps, int tapCount, float* weights, float* bias, float* output, int channels, float low, float high)
    {
        nint channel = 0;
        for (; channel <= channels - TSingle.Lanes; channel += TSingle.Lanes)
        {
            var sum = TSingle.LoadSum(bias + channel);
            var w = weights + channel;
            for (var tap = 0; tap < tapCount; tap++, w += channels) sum = TSingle.MultiplyAdd(TSingle.LoadWeights(taps[tap] + channel), TSingle.LoadWeights(w), sum);
            TSingle.StoreSum(TSingle.Clamp(sum, low, high), output + channel);
        }
        for (; channel <= channels - Single128.Lanes; channel += Single128.Lanes)
        {
            var sum = Single128.LoadSum(bias + channel);
            for (var tap = 0; tap < tapCount; tap++) sum = Single128.MultiplyAdd(Single128.LoadWeights(taps[tap] + channel), Single128.LoadWeights(weights + tap * channels + channel), sum);
            Single128.StoreSum(Single128.Clamp(sum, low, high), output + channel);
        }
        for (; channel < channels; channel++)
        {
            var sum = bias[channel];
            for (var tap = 0; tap < tapCount; tap++) sum = MathF.FusedMultiplyAdd(taps[tap][channel], weights[tap * channels + channel], sum);
            output[channel] = sum < low ? low : sum > high ? high : sum;
        }
    }
}
