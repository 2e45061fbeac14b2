using System.Collections.Immutable;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Targets.Rules;

/// <summary>Whether the interpreter knows the operator in the version that the file gives: if not, it does not load the file. Asked for targets that run inside the interpreter.</summary>
internal static class RuntimeVersionRule
{
    public static string Id(TargetSelection selection) => $"{selection.Target.Id}.runtime.operator-version";

    public static bool IsAskedFor(TargetSelection selection) => selection.Target.Option("runtime") is not null;

    public static SupportVerdict? Ask(OperatorContext context)
    {
        var code = context.Code;
        if (code.Builtin == BuiltinOperator.Custom) return null;
        var first = OperatorVersions.MinimumRuntime(code.Builtin, code.Version);
        if (first is null)
        {
            return OperatorVersions.Registered(code.Builtin) is var (minimum, maximum) && code.Version >= minimum && code.Version <= maximum
                ? null
                : new(VerdictKind.Refused, VerdictStage.Load, Id(context.Selection), $"no interpreter up to {Runtime.Newest} loads `{code.Name}` version {code.Version}", Found(code));
        }
        if (context.Selection.Runtime is not { } asked || asked.Release.CompareTo((first.Value.Major, first.Value.Minor)) >= 0) return null;
        var needed = Name(first.Value);
        return new(VerdictKind.Refused, VerdictStage.Load, Id(context.Selection), $"`{code.Name}` version {code.Version} needs {needed} or newer; the recipe asks for {asked}, which does not load the file", Found(code))
        {
            Remedies = Remedies(code, needed),
        };
    }

    private static string Found(OperatorCode code) => $"{code.Name} version {code.Version}";

    /// <summary>Table entries behind TensorFlow's last Lite release are LiteRT's.</summary>
    private static string Name(RuntimeVersion version) => (version.Major, version.Minor).CompareTo((2, 20)) <= 0 ? $"tflite-{version.Major}.{version.Minor}" : Runtime.Newest.ToString();

    private static ImmutableArray<Remedy> Remedies(OperatorCode code, string needed) => code switch
    {
        // Version 12: float activations with per-channel int8 weights; per-tensor ones are version 9 or lower.
        { Builtin: BuiltinOperator.FullyConnected, Version: 12 } => [new(RemedyKind.PerTensorFullyConnected), new(RemedyKind.FullInt8), new(RemedyKind.NewerRuntime, needed)],
        // Version 5: float activations with per-channel int8 weights; full int8 is version 3.
        { Builtin: BuiltinOperator.Conv2D, Version: 5 } => [new(RemedyKind.PerTensorWeights), new(RemedyKind.FullInt8), new(RemedyKind.NewerRuntime, needed)],
        _ => [new(RemedyKind.NewerRuntime, needed)],
    };
}
