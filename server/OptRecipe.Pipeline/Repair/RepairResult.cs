namespace OptRecipe.Pipeline.Repair;

/// <summary>How near a model's outputs are to the float model's, on the samples that decide.</summary>
/// <param name="Sqnr">Signal-to-quantization-noise ratio of all outputs, in decibels; infinite for equal outputs.</param>
/// <param name="Agreement">Share of the answers that name the same class.</param>
public sealed record OutputFidelity(double Sqnr, double Agreement);

/// <summary>What a repair was tried for and what it bought. A repair that does not bring the outputs nearer to the float model's is not applied.</summary>
/// <param name="Repair">As recipes write it: <c>equalize</c>, <c>bias_correction</c>, <c>adaround</c>.</param>
/// <param name="Without">Null where it could not be measured.</param>
/// <param name="With">Null where it could not be measured.</param>
/// <param name="Note">What else there is to say, as a sentence without a full stop; empty for nothing.</param>
public sealed record RepairResult(string Repair, bool IsApplied, OutputFidelity? Without, OutputFidelity? With, string Note)
{
    /// <summary>Decibels that it won, or would have; null where it was not measured.</summary>
    public double? Gain => With is null || Without is null ? null : With.Sqnr - Without.Sqnr;

    /// <summary><c>equalize: 12.3 → 34.5 dB, agreement 81.2 → 100 %, applied</c>.</summary>
    public override string ToString()
    {
        var figures = With is null || Without is null ? "" : FormattableString.Invariant($"{Text(Without.Sqnr)} → {Text(With.Sqnr)} dB, agreement {100 * Without.Agreement:0.#} → {100 * With.Agreement:0.#} %, ");
        return $"{Repair}: {figures}{(IsApplied ? "applied" : "not applied")}{(Note.Length > 0 ? $" ({Note})" : "")}";
    }

    private static string Text(double decibels) => double.IsPositiveInfinity(decibels) ? "∞" : FormattableString.Invariant($"{Math.Round(decibels, 1, MidpointRounding.AwayFromZero) + 0.0:0.0}");
}
