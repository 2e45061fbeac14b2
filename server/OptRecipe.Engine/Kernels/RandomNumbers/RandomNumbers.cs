using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>RANDOM_UNIFORM (0 ≤ x &lt; 1) and RANDOM_STANDARD_NORMAL (mean 0, deviation 1, pairs by Box and Muller): float32 of the shape that input 0 holds (int32).</summary>
internal sealed class RandomNumbers(bool isNormal) : RandomKernel
{
    public override void Prepare(KernelContext context)
    {
        base.Prepare(context);
        var (shape, output) = (context.Input(0), context.Output(0));
        if (shape.Type != TensorType.Int32 || shape.Rank != 1) throw context.Refusal($"the shape is {shape}, expected INT32 of one dimension");
        if (output.Type != TensorType.Float32) throw context.UnsupportedType(output);
        if (shape.IsKnown) context.Resize(output, shape.Read<int>());
        else context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        var output = context.Output(0);
        if (output.Memory == TensorMemory.Dynamic) context.Resize(output, context.Input(0).Read<int>());
        var numbers = output.Write<float>();
        Span<uint> words = stackalloc uint[Philox.WordCount];
        Span<float> four = stackalloc float[Philox.WordCount];
        for (; numbers.Length > 0; numbers = numbers[Math.Min(four.Length, numbers.Length)..])
        {
            Stream.Next(words);
            for (var index = 0; index < four.Length; index += 2)
                (four[index], four[index + 1]) = isNormal ? Normal(words[index], words[index + 1]) : (Philox.ToSingle(words[index]), Philox.ToSingle(words[index + 1]));
            four[..Math.Min(four.Length, numbers.Length)].CopyTo(numbers);
        }
    }

    private static (float, float) Normal(uint first, uint second)
    {
        var radius = MathF.Sqrt(-2 * (float)Math.Log(Math.Max(Philox.ToSingle(first), 1e-7f)));
        var angle = (float)(2 * Math.PI * Philox.ToSingle(second));
        return ((float)Math.Sin(angle) * radius, (float)Math.Cos(angle) * radius);
    }
}
