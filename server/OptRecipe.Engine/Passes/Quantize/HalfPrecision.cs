namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>Float32 constants to float16: limited to ±65504 (infinities too), then rounded to the nearest, halves to even; not-a-number stays.</summary>
/// <remarks>facts: quantization.md §13.</remarks>
public static class HalfPrecision
{
    private const float Largest = 65504f;

    public static void Convert(ReadOnlySpan<float> values, Span<Half> halves)
    {
        for (var index = 0; index < values.Length; index++) halves[index] = (Half)Math.Clamp(values[index], -Largest, Largest);
    }
}
