using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Integer sums of a quantized row to floats: (sum − offset × sum of weights) × (row scale × weight scale) + bias, within bounds; NaN stays.</summary>
/// <param name="sums">Sums of each column's weights, which the offset of the activations multiplies.</param>
internal readonly unsafe struct HybridRow(int offset, float scale, int* sums, float* weightScales, float* bias, float* output, float low, float high)
{
    private const int Lanes = 8;

    public void Finish(int* accumulators, int columns)
    {
        var index = 0;
        for (; index <= columns - Lanes; index += Lanes)
        {
            var sum = Vector256.ConvertToSingle(Vector256.Load(accumulators + index) - Vector256.Create(offset) * Vector256.Load(sums + index));
            var value = sum * (Vector256.Create(scale) * Vector256.Load(weightScales + index)) + Vector256.Load(bias + index);
            value = Vector256.ConditionalSelect(Vector256.LessThan(value, Vector256.Create(low)), Vector256.Create(low), value);
            Vector256.ConditionalSelect(Vector256.GreaterThan(value, Vector256.Create(high)), Vector256.Create(high), value).Store(output + index);
        }
        for (; index < columns; index++)
            output[index] = SingleStage.Limit((accumulators[index] - offset * sums[index]) * (scale * weightScales[index]) + bias[index], low, high);
    }
}
