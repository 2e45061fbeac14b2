using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>Pools one window in vectors of channels, four vectors at once, their results in registers over the window. The last vector stands at the last channels, so that some
/// may be pooled twice and nothing is read or written beyond.</summary>
internal static unsafe class VectorPool
{
    /// <param name="window">The rows of channels that the window covers, at least one.</param>
    /// <param name="channels">At least as many as a vector has lanes.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<T, TFunction>(in ChannelRows<T> window, T* to, int channels, TFunction function) where T : unmanaged where TFunction : struct, IPoolVectors<T>
    {
        var (lanes, count, channel) = (Vector256<T>.Count, Math.Max(window.OuterCount * window.InnerCount, 1), 0);
        for (; channel <= channels - 4 * lanes; channel += 4 * lanes)
        {
            Vector256<T> a = Vector256.Create(function.Start), b = a, c = a, d = a;
            for (var outer = 0; outer < window.OuterCount; outer++)
            {
                var from = window.Row(outer, 0) + channel;
                for (var inner = 0; inner < window.InnerCount; inner++, from += window.InnerPitch)
                {
                    a = function.Next(a, Vector256.Load(from));
                    b = function.Next(b, Vector256.Load(from + lanes));
                    c = function.Next(c, Vector256.Load(from + 2 * lanes));
                    d = function.Next(d, Vector256.Load(from + 3 * lanes));
                }
            }
            function.Finish(a, count).Store(to + channel);
            function.Finish(b, count).Store(to + channel + lanes);
            function.Finish(c, count).Store(to + channel + 2 * lanes);
            function.Finish(d, count).Store(to + channel + 3 * lanes);
        }
        for (; channel < channels; channel += lanes)
        {
            var at = Math.Min(channel, channels - lanes);
            var sum = Vector256.Create(function.Start);
            for (var outer = 0; outer < window.OuterCount; outer++)
            {
                var from = window.Row(outer, 0) + at;
                for (var inner = 0; inner < window.InnerCount; inner++, from += window.InnerPitch) sum = function.Next(sum, Vector256.Load(from));
            }
            function.Finish(sum, count).Store(to + at);
        }
    }
}
