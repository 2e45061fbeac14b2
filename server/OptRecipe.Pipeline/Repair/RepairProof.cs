using OptRecipe.Pipeline.Evaluation;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <summary>Whether a repair brings the outputs nearer to the float model's, measured on samples that it did not learn from.</summary>
/// <param name="reference">The float model.</param>
internal sealed class RepairProof(Model reference, RepairData data, CancellationToken cancellation)
{
    /// <summary>Less than this is noise of the few samples, not a gain.</summary>
    private const double LeastGain = 0.05;
    private readonly AnswerMemory _wanted = new();

    private EvaluatedModel Reference => new(reference, data.DecidingFor(reference)) { Memory = _wanted };

    /// <exception cref="EvaluationException">A model cannot answer a sample.</exception>
    public OutputFidelity Measure(Model model)
    {
        var metrics = new IMetric[] { new SqnrMetric(), new AgreementMetric() };
        var result = Evaluator.Evaluate(Reference, new(model, data.DecidingFor(model)), metrics, Environment.ProcessorCount, null, cancellation);
        return new(result.Metrics[0].Optimized.Value, result.Metrics[1].Optimized.Value);
    }

    /// <summary>The mean over channels of each one's own ratio, in decibels: where one tensor holds pixels and probabilities, both count.</summary>
    /// <exception cref="EvaluationException">A model cannot answer a sample.</exception>
    public double MeasureChannels(Model model) =>
        Evaluator.Evaluate(Reference, new(model, data.DecidingFor(model)), [new ChannelSqnrMetric()], Environment.ProcessorCount, null, cancellation).Metrics[0].Optimized.Value;

    /// <summary>The nearer of two models, and what was measured.</summary>
    /// <param name="isUnconditional">The repaired one is taken whatever it buys.</param>
    public (Model Model, RepairResult Result, OutputFidelity Fidelity) Choose(string repair, Model without, OutputFidelity measured, Model with, string note, bool isUnconditional = false)
    {
        if (ReferenceEquals(without, with)) return (without, new(repair, false, measured, measured, note.Length > 0 ? note : "it changes nothing"), measured);
        var repaired = Measure(with);
        var isApplied = isUnconditional || IsBetter(measured.Sqnr, repaired.Sqnr);
        return (isApplied ? with : without, new(repair, isApplied, measured, repaired, note), isApplied ? repaired : measured);
    }

    private static bool IsBetter(double without, double with) => double.IsPositiveInfinity(with) ? !double.IsPositiveInfinity(without) : with >= without + LeastGain;
}
