using System.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>STABLEHLO_RNG_BIT_GENERATOR: random words from a state of uint64 that the caller keeps: key and counter. Philox 4x32-10 (also the default; two or three numbers, the third
/// is the upper half of the counter and stays, without it that half is the key) or Threefry 2x32-20 (two). Output 0 is the next state, output 1 the words, of 32 or 64 bits.</summary>
internal sealed class RngBitGenerator : Kernel
{
    private bool _isThreefry;

    public override void Prepare(KernelContext context)
    {
        var (state, next, output) = (context.Input(0), context.Output(0), context.Output(1));
        var algorithm = (RngAlgorithm)context.Int32("StablehloRngBitGeneratorOptions", "algorithm");
        if (algorithm is not (RngAlgorithm.Default or RngAlgorithm.Philox or RngAlgorithm.Threefry)) throw context.Refusal($"the algorithm {(int)algorithm} is unknown");
        _isThreefry = algorithm == RngAlgorithm.Threefry;
        if (state.Type != TensorType.UInt64 || state.Rank != 1 || state.Count != 2 && (_isThreefry || state.Count != 3))
            throw context.Refusal($"the state is {state}, expected UINT64[2]{(_isThreefry ? "" : " or UINT64[3]")}");
        if (next.Type != TensorType.UInt64) throw context.Refusal($"the next state is {next.Type.Name()}, expected UINT64");
        if (output.Type is not (TensorType.Int32 or TensorType.Int64 or TensorType.UInt32 or TensorType.UInt64)) throw context.UnsupportedType(output);
        context.Resize(next, state.Shape);
        context.Resize(output, output.Shape);
    }

    public override void Run(KernelContext context)
    {
        var state = context.Input(0).Read<ulong>();
        var next = context.Output(0).Write<ulong>();
        var words = context.Output(1).Write<uint>();
        var (key, counter) = (state[0], state[1]);
        var high = state.Length > 2 ? state[2] : key;
        state.CopyTo(next);
        next[1] = _isThreefry ? Threefry(key, counter, words) : Fill(new(key, counter, high), words);
    }

    private static ulong Fill(Philox stream, Span<uint> words)
    {
        Span<uint> four = stackalloc uint[Philox.WordCount];
        for (; words.Length > 0; words = words[Math.Min(four.Length, words.Length)..])
        {
            stream.Next(four);
            four[..Math.Min(four.Length, words.Length)].CopyTo(words);
        }
        return stream.CounterLow;
    }

    /// <summary>Fills the words and gives the counter behind them.</summary>
    private static ulong Threefry(ulong key, ulong counter, Span<uint> words)
    {
        Span<uint> keys = [(uint)key, (uint)(key >> 32), (uint)key ^ (uint)(key >> 32) ^ 0x1BD11BDA];
        ReadOnlySpan<int> turns = [13, 15, 26, 6, 17, 29, 16, 24];
        for (var word = 0; word < words.Length; word += 2, counter++)
        {
            var (a, b) = ((uint)counter + keys[0], (uint)(counter >> 32) + keys[1]);
            for (var group = 1; group <= 5; group++)
            {
                for (var round = 0; round < 4; round++)
                {
                    a += b;
                    b = BitOperations.RotateLeft(b, turns[(group - 1) % 2 * 4 + round]) ^ a;
                }
                a += keys[group % 3];
                b += keys[(group + 1) % 3] + (uint)group;
            }
            words[word] = a;
            if (word + 1 < words.Length) words[word + 1] = b;
        }
        return counter;
    }
}
