using System.Collections.Concurrent;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>What one model answered to the samples of one data set, for who evaluates other models beside it again and again; as many as 128 MiB hold. Thread-safe.</summary>
/// <param name="most">Only the answers to so many first samples.</param>
public sealed class AnswerMemory(int most = int.MaxValue)
{
    private const long MostBytes = 128L << 20;
    private readonly ConcurrentDictionary<int, SampleAnswer> _answers = new();
    private long _bytes;

    /// <summary>How many are remembered.</summary>
    public int Count => _answers.Count;

    /// <summary>Null for a sample that has to be answered.</summary>
    internal SampleAnswer? Find(int sample) => _answers.GetValueOrDefault(sample);

    internal void Keep(int sample, SampleAnswer answer)
    {
        if (sample >= most || _answers.ContainsKey(sample)) return;
        var bytes = 4L * answer.Inputs.Concat(answer.Outputs).Sum(values => (long)values.Length) + 8L * answer.Label.Length;
        if (Interlocked.Add(ref _bytes, bytes) <= MostBytes) _answers.TryAdd(sample, answer);
    }
}
