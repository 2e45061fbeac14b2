namespace OptRecipe.Engine.Calibration;

/// <summary>The range with the smallest mean squared error of the values after quantization: each end is searched in turn, coarsely (steps of an eighth of an octave) and then
/// finely between the neighbours of the best, until neither moves. 8 bits: 255 steps with a zero point; 16 bits: symmetric.</summary>
internal static class MseEstimate
{
    private const int MostRounds = 4, CoarseSteps = 96, StepsPerOctave = 8, FineSteps = 8;

    public static TensorRange Of(ValueHistogram histogram, ValueExtremes extremes, int bits)
    {
        var values = new Values(histogram, bits);
        double low = Math.Min(extremes.Minimum, 0), high = Math.Max(extremes.Maximum, 0);
        var least = values.Error(low, high);
        for (var round = 0; round < MostRounds; round++)
        {
            var before = least;
            if (high > 0) high = Search(high, bound => values.Error(low, bound), ref least);
            if (low < 0) low = Search(low, bound => values.Error(bound, high), ref least);
            if (least >= before) break;
        }
        return new(Math.Max((float)low, extremes.Minimum), Math.Min((float)high, extremes.Maximum));
    }

    /// <summary>The bound with the smallest error among those that are nearer to zero.</summary>
    private static double Search(double start, Func<double, double> error, ref double least)
    {
        var best = start;
        var bestStep = 0.0;
        for (var step = 1; step < CoarseSteps; step++) Try(step, ref best, ref bestStep, ref least);
        var coarse = bestStep;
        for (var fine = 1 - FineSteps; fine < FineSteps; fine++)
            if (fine != 0 && coarse + (double)fine / FineSteps > 0) Try(coarse + (double)fine / FineSteps, ref best, ref bestStep, ref least);
        return best;

        void Try(double step, ref double best, ref double bestStep, ref double least)
        {
            var bound = start * Math.Pow(2, -step / StepsPerOctave);
            var found = error(bound);
            if (found < least) (best, bestStep, least) = (bound, step, found);
        }
    }

    private sealed class Values
    {
        private readonly double[] _centers;
        private readonly double[] _counts;
        private readonly double _width;
        private readonly int _bits;

        public Values(ValueHistogram histogram, int bits)
        {
            var (centers, counts) = (new List<double>(), new List<double>());
            _width = histogram.Width;
            _bits = bits;
            Collect(histogram.Negative, -1);
            Collect(histogram.Positive, 1);
            (_centers, _counts) = ([.. centers], [.. counts]);

            void Collect(ReadOnlySpan<long> bins, int sign)
            {
                for (var bin = 0; bin < bins.Length; bin++)
                {
                    if (bins[bin] == 0) continue;
                    centers.Add(sign * (bin + 0.5) * _width);
                    counts.Add(bins[bin]);
                }
            }
        }

        /// <summary>The sum of squared errors when values are stored in this range.</summary>
        public double Error(double low, double high)
        {
            double scale, first, last;
            if (_bits == 16) (scale, first, last) = (Math.Max(-low, high) / 32767, -32767, 32767);
            else
            {
                scale = (high - low) / 255;
                first = -Math.Round(-low / scale, MidpointRounding.ToEven);
                last = first + 255;
            }
            if (scale == 0) return double.PositiveInfinity;
            // Steps narrower than a bin: values inside it are spread evenly over the steps.
            var isBelowBins = scale < _width;
            var (inside, sum, inverse) = (scale * scale / 12, 0.0, 1 / scale);
            for (var index = 0; index < _centers.Length; index++)
            {
                var position = _centers[index] * inverse;
                var stored = Math.Clamp(isBelowBins ? position : Math.Round(position, MidpointRounding.ToEven), first, last);
                var error = (position - stored) * scale;
                sum += _counts[index] * (isBelowBins && error == 0 ? inside : error * error);
            }
            return sum;
        }
    }
}
