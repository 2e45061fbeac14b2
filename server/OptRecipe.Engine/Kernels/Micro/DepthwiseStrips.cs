using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Depthwise sums in vectors of one width. Of lines of four outputs and more four are made at once, one vector of channels after the other; 3 × 3 windows keep their weights
/// in registers. Shorter lines go output by output, four vectors of channels at once. The last four and the last vector stand at the end, so that some outputs may be made twice and
/// nothing is read or written beyond.</summary>
internal static unsafe class DepthwiseStrips<TSimd, TVector> where TSimd : struct, ISimd<TVector, float, float, float> where TVector : struct
{
    /// <param name="strip">Of at least as many channels as a vector has lanes.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(in DepthwiseStrip strip)
    {
        if (strip.Pixels < 4)
        {
            for (var line = 0; line < strip.Lines; line++)
                for (var pixel = 0; pixel < strip.Pixels; pixel++)
                    One(strip, strip.Input + line * strip.LineStep + pixel * strip.Step, strip.Output + line * strip.OutputLineStep + pixel * strip.OutputStep);
            return;
        }
        var last = strip.Channels - TSimd.Lanes;
        var isNine = strip.Rows == 3 && strip.Taps == 3;
        for (var channel = 0; ; channel = Math.Min(channel + TSimd.Lanes, last))
        {
            if (isNine) Nine(strip, channel);
            else Fours(strip, channel);
            if (channel == last) return;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Nine(in DepthwiseStrip strip, nint channel)
    {
        nint step = strip.Step, step3 = 3 * step, tap = strip.TapPitch, pitch = strip.RowPitch, channels = strip.Channels;
        var w = strip.Weights + channel;
        TVector w0 = TSimd.LoadWeights(w), w1 = TSimd.LoadWeights(w + channels), w2 = TSimd.LoadWeights(w + 2 * channels);
        w += strip.WeightPitch;
        TVector w3 = TSimd.LoadWeights(w), w4 = TSimd.LoadWeights(w + channels), w5 = TSimd.LoadWeights(w + 2 * channels);
        w += strip.WeightPitch;
        TVector w6 = TSimd.LoadWeights(w), w7 = TSimd.LoadWeights(w + channels), w8 = TSimd.LoadWeights(w + 2 * channels);
        float* start = strip.Input + channel, output = strip.Output + channel;
        for (var line = 0; line < strip.Lines; line++, start += strip.LineStep, output += strip.OutputLineStep)
            for (var pixel = 0; ; pixel = Math.Min(pixel + 4, strip.Pixels - 4))
            {
                TVector s0 = TSimd.LoadSum(strip.Bias + channel), s1 = s0, s2 = s0, s3 = s0;
                var p = start + pixel * step;
                Add(ref s0, ref s1, ref s2, ref s3, p, step, step3, w0);
                Add(ref s0, ref s1, ref s2, ref s3, p + tap, step, step3, w1);
                Add(ref s0, ref s1, ref s2, ref s3, p + 2 * tap, step, step3, w2);
                p += pitch;
                Add(ref s0, ref s1, ref s2, ref s3, p, step, step3, w3);
                Add(ref s0, ref s1, ref s2, ref s3, p + tap, step, step3, w4);
                Add(ref s0, ref s1, ref s2, ref s3, p + 2 * tap, step, step3, w5);
                p += pitch;
                Add(ref s0, ref s1, ref s2, ref s3, p, step, step3, w6);
                Add(ref s0, ref s1, ref s2, ref s3, p + tap, step, step3, w7);
                Add(ref s0, ref s1, ref s2, ref s3, p + 2 * tap, step, step3, w8);
                Store(s0, s1, s2, s3, strip, output + pixel * strip.OutputStep);
                if (pixel == strip.Pixels - 4) break;
            }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fours(in DepthwiseStrip strip, nint channel)
    {
        nint step = strip.Step, step3 = 3 * step, channels = strip.Channels;
        float* start = strip.Input + channel, output = strip.Output + channel;
        for (var line = 0; line < strip.Lines; line++, start += strip.LineStep, output += strip.OutputLineStep)
            for (var pixel = 0; ; pixel = Math.Min(pixel + 4, strip.Pixels - 4))
            {
                TVector s0 = TSimd.LoadSum(strip.Bias + channel), s1 = s0, s2 = s0, s3 = s0;
                float* a = start + pixel * step, weights = strip.Weights + channel;
                for (var row = 0; row < strip.Rows; row++, a += strip.RowPitch, weights += strip.WeightPitch)
                {
                    float* p = a, w = weights;
                    for (var tap = 0; tap < strip.Taps; tap++, p += strip.TapPitch, w += channels) Add(ref s0, ref s1, ref s2, ref s3, p, step, step3, TSimd.LoadWeights(w));
                }
                Store(s0, s1, s2, s3, strip, output + pixel * strip.OutputStep);
                if (pixel == strip.Pixels - 4) break;
            }
    }

    /// <summary>All channels of one output.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void One(in DepthwiseStrip strip, float* input, float* output)
    {
        nint lanes = TSimd.Lanes, channels = strip.Channels, channel = 0;
        for (; channel <= channels - 4 * lanes; channel += 4 * lanes)
        {
            var bias = strip.Bias + channel;
            TVector s0 = TSimd.LoadSum(bias), s1 = TSimd.LoadSum(bias + lanes), s2 = TSimd.LoadSum(bias + 2 * lanes), s3 = TSimd.LoadSum(bias + 3 * lanes);
            float* a = input + channel, weights = strip.Weights + channel;
            for (var row = 0; row < strip.Rows; row++, a += strip.RowPitch, weights += strip.WeightPitch)
            {
                float* p = a, w = weights;
                for (var tap = 0; tap < strip.Taps; tap++, p += strip.TapPitch, w += channels)
                {
                    s0 = TSimd.MultiplyAdd(TSimd.LoadWeights(p), TSimd.LoadWeights(w), s0);
                    s1 = TSimd.MultiplyAdd(TSimd.LoadWeights(p + lanes), TSimd.LoadWeights(w + lanes), s1);
                    s2 = TSimd.MultiplyAdd(TSimd.LoadWeights(p + 2 * lanes), TSimd.LoadWeights(w + 2 * lanes), s2);
                    s3 = TSimd.MultiplyAdd(TSimd.LoadWeights(p + 3 * lanes), TSimd.LoadWeights(w + 3 * lanes), s3);
                }
            }
            TSimd.StoreSum(TSimd.Clamp(s0, strip.Low, strip.High), output + channel, TSimd.Lanes);
            TSimd.StoreSum(TSimd.Clamp(s1, strip.Low, strip.High), output + channel + lanes, TSimd.Lanes);
            TSimd.StoreSum(TSimd.Clamp(s2, strip.Low, strip.High), output + channel + 2 * lanes, TSimd.Lanes);
            TSimd.StoreSum(TSimd.Clamp(s3, strip.Low, strip.High), output + channel + 3 * lanes, TSimd.Lanes);
        }
        while (channel < channels)
        {
            var at = Math.Min(channel, channels - lanes);
            var sum = TSimd.LoadSum(strip.Bias + at);
            float* a = input + at, weights = strip.Weights + at;
            for (var row = 0; row < strip.Rows; row++, a += strip.RowPitch, weights += strip.WeightPitch)
            {
                float* p = a, w = weights;
                for (var tap = 0; tap < strip.Taps; tap++, p += strip.TapPitch, w += channels) sum = TSimd.MultiplyAdd(TSimd.LoadWeights(p), TSimd.LoadWeights(w), sum);
            }
            TSimd.StoreSum(TSimd.Clamp(sum, strip.Low, strip.High), output + at, TSimd.Lanes);
            channel += lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref TVector s0, ref TVector s1, ref TVector s2, ref TVector s3, float* p, nint step, nint step3, TVector w)
    {
        s0 = TSimd.MultiplyAdd(TSimd.LoadWeights(p), w, s0);
        s1 = TSimd.MultiplyAdd(TSimd.LoadWeights(p + step), w, s1);
        s2 = TSimd.MultiplyAdd(TSimd.LoadWeights(p + 2 * step), w, s2);
        s3 = TSimd.MultiplyAdd(TSimd.LoadWeights(p + step3), w, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector s0, TVector s1, TVector s2, TVector s3, in DepthwiseStrip strip, float* to)
    {
        TSimd.StoreSum(TSimd.Clamp(s0, strip.Low, strip.High), to, TSimd.Lanes);
        TSimd.StoreSum(TSimd.Clamp(s1, strip.Low, strip.High), to + strip.OutputStep, TSimd.Lanes);
        TSimd.StoreSum(TSimd.Clamp(s2, strip.Low, strip.High), to + 2 * strip.OutputStep, TSimd.Lanes);
        TSimd.StoreSum(TSimd.Clamp(s3, strip.Low, strip.High), to + 3 * strip.OutputStep, TSimd.Lanes);
    }
}
