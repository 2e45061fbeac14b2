namespace OptRecipe.LanguageServer.Runs;

/// <summary>How long a run still takes, in words that do not jump: judged by the speed of its later half, rounded, and longer than said before only when it is much longer.</summary>
public sealed class RemainingTime
{
    private const double Silence = 2, LeastFraction = 0.02, MuchLonger = 1.4, SampleGap = 0.2;
    private readonly Queue<(double Seconds, double Fraction)> _past = new([(0, 0)]);
    private double _lastSample;
    private double _said = double.NaN;

    /// <summary>Such as <c>about 20 s left</c>; null as long as nothing can be said, and for a run that is all but done.</summary>
    /// <param name="seconds">Since the run began.</param>
    /// <param name="fraction">Of the run that is done, 0…1.</param>
    public string? At(double seconds, double fraction)
    {
        if (seconds - _lastSample >= SampleGap)
        {
            _lastSample = seconds;
            _past.Enqueue((seconds, fraction));
        }
        while (_past.Count > 2 && _past.ElementAt(1).Seconds <= seconds / 2) _past.Dequeue();
        if (seconds < Silence || fraction is < LeastFraction or >= 1) return null;
        var (since, from) = _past.Peek();
        var speed = fraction > from ? (fraction - from) / (seconds - since) : fraction / seconds;
        var left = Rounded((1 - fraction) / speed);
        if (!(left > _said && left < _said * MuchLonger)) _said = left;
        return $"about {Words(_said)} left";
    }

    private static double Rounded(double seconds) => seconds switch
    {
        <= 30 => Math.Ceiling(seconds / 5) * 5,
        <= 90 => Math.Ceiling(seconds / 10) * 10,
        <= 5400 => Math.Ceiling(seconds / 60) * 60,
        _ => Math.Ceiling(seconds / 3600) * 3600,
    };

    private static string Words(double seconds) => seconds switch { <= 90 => $"{seconds:0} s", <= 5400 => $"{seconds / 60:0} min", _ => $"{seconds / 3600:0} h" };
}
