using System.Collections.Immutable;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Evaluation;

namespace OptRecipe.Pipeline.Trying;

/// <summary>Looks for the samples that two models answer most differently.</summary>
internal static class WorstSamples
{
    private const int MostSamples = 2000, Shown = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <returns>Other classes first, then the largest differences; and how many samples were looked at before time was up.</returns>
    public static (ImmutableArray<TrialRank> Worst, int Looked) Of(
        (SampleSet Samples, AnsweringModel Model) one, (SampleSet Samples, AnsweringModel Model) other, ImmutableArray<TrialOutput> outputs, Func<double[], string> label, TimeProvider time, CancellationToken cancellation)
    {
        var classes = outputs.FirstOrDefault(output => output.IsClasses) is { } found ? outputs.IndexOf(found) : -1;
        var (names, count, start) = (one.Samples.ClassNames, Math.Min(Math.Min(one.Samples.Count, other.Samples.Count), MostSamples), time.GetTimestamp());
        var ranks = new List<TrialRank>(count);
        for (var sample = 0; sample < count && time.GetElapsedTime(start) < Patience; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (wanted, given) = (one.Model.Answer(sample, cancellation), other.Model.Answer(sample, cancellation));
            var (mine, theirs) = classes < 0 ? (-1, -1) : (TrialAnswers.BestOf(wanted.Outputs[classes]), TrialAnswers.BestOf(given.Outputs[classes]));
            ranks.Add(new(sample, one.Samples.NameOf(sample), Difference(wanted, given), classes < 0 ? "" : TrialAnswers.NameOf(mine, names), classes < 0 ? "" : TrialAnswers.NameOf(theirs, names), label(wanted.Label)));
        }
        ranks.Sort(static (a, b) => (a.Float == a.Optimized).CompareTo(b.Float == b.Optimized) is not 0 and var changes ? changes
            : b.Difference.CompareTo(a.Difference) is not 0 and var difference ? difference : a.Index.CompareTo(b.Index));
        return ([.. ranks.Take(Shown)], ranks.Count);
    }

    private static double Difference(SampleAnswer one, SampleAnswer other)
    {
        var most = 0.0;
        for (var output = 0; output < one.Outputs.Length; output++)
            for (var index = 0; index < Math.Min(one.Outputs[output].Length, other.Outputs[output].Length); index++)
                if (Math.Abs((double)one.Outputs[output][index] - other.Outputs[output][index]) is var difference && difference > most && double.IsFinite(difference)) most = difference;
        return most;
    }
}
