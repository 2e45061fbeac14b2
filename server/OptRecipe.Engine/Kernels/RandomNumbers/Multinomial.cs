using System.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>MULTINOMIAL: for each row of logits (float32 [batch, classes]) as many classes as input 1 says (int32 scalar), each with probability exp(logit) / Σ exp; logits that are no
/// finite numbers have none. Sums in float64. Output int32 or int64 [batch, samples].</summary>
internal sealed class Multinomial : RandomKernel
{
    // TensorFlow reserves this many words for a sample.
    private const ulong WordsPerSample = 2 * 256;
    private int _scratch;

    public override void Prepare(KernelContext context)
    {
        base.Prepare(context);
        var (logits, count, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (logits.Type != TensorType.Float32 || logits.Rank != 2) throw context.Refusal($"the logits are {logits}, expected FLOAT32 of two dimensions");
        if (logits.Dim(1) == 0) throw context.Refusal($"the logits {logits} name no class");
        if (count.Type != TensorType.Int32 || count.Rank != 0) throw context.Refusal($"the number of samples is {count}, expected a scalar of INT32");
        if (output.Type is not (TensorType.Int32 or TensorType.Int64)) throw context.UnsupportedType(output);
        _scratch = context.RequestScratch((long)logits.Dim(1) * sizeof(double));
        if (count.IsKnown) context.Resize(output, Shape(context));
        else context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        var output = context.Output(0);
        if (output.Memory == TensorMemory.Dynamic) context.Resize(output, Shape(context));
        if (output.Count == 0) return;
        if (output.Type == TensorType.Int32) Run<int>(context);
        else Run<long>(context);
    }

    private static int[] Shape(KernelContext context) => [context.Input(0).Dim(0), context.Input(1).Read<int>()[0]];

    private void Run<T>(KernelContext context) where T : unmanaged, INumber<T>
    {
        var logits = context.Input(0).Read<float>();
        var samples = context.Output(0).Write<T>();
        var sums = context.Scratch<double>(_scratch)[..context.Input(0).Dim(1)];
        var perRow = context.Output(0).Dim(1);
        var stream = Stream;
        Stream.Skip((ulong)context.Input(0).Dim(0) * (((ulong)perRow + 3) / 4 * 4) * WordsPerSample);
        Span<uint> words = stackalloc uint[Philox.WordCount];
        for (var sample = 0; sample < samples.Length; sample++)
        {
            if (sample % perRow == 0) Sum(logits.Slice(sample / perRow * sums.Length, sums.Length), sums);
            var word = sample % 2 * 2;
            if (word == 0) stream.Next(words);
            var wanted = Philox.ToDouble(words[word], words[word + 1]) * sums[^1];
            samples[sample] = T.CreateTruncating(FirstAbove(sums, wanted));
        }
    }

    private static void Sum(ReadOnlySpan<float> logits, Span<double> sums)
    {
        var max = float.MinValue;
        foreach (var logit in logits)
            if (float.IsFinite(logit)) max = Math.Max(max, logit);
        var sum = 0.0;
        for (var index = 0; index < logits.Length; index++)
        {
            if (float.IsFinite(logits[index])) sum += Math.Exp(logits[index] - (double)max);
            sums[index] = sum;
        }
    }

    private static int FirstAbove(ReadOnlySpan<double> sums, double wanted)
    {
        var (low, high) = (0, sums.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (wanted < sums[middle]) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
