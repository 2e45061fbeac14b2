using System.Diagnostics;

namespace OptRecipe.Benchmarks;

/// <summary>Times of things that are done in turn, so that what disturbs one disturbs the others.</summary>
internal static class Measure
{
    /// <summary>The median time of each action in milliseconds, after <paramref name="warmUps"/> rounds that do not count.</summary>
    public static double[] InTurn(int rounds, int warmUps, params Action[] actions)
    {
        var times = Array.ConvertAll(actions, _ => new List<double>(rounds));
        for (var round = -warmUps; round < rounds; round++)
        {
            for (var index = 0; index < actions.Length; index++)
            {
                GC.Collect();
                var start = Stopwatch.GetTimestamp();
                actions[index]();
                var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (round >= 0) times[index].Add(milliseconds);
            }
        }
        return Array.ConvertAll(times, Median);
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
