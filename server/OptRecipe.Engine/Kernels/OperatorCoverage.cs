using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Whether this engine runs an operator.</summary>
/// <param name="Name">As the schema writes it, or the custom code.</param>
/// <param name="Reason">Why it is left out; null where it runs.</param>
/// <param name="LeftOutForms">Forms that it does not run, each with its reason.</param>
public sealed record OperatorCoverage(string Name, bool IsCustom, string? Reason, IReadOnlyList<string> LeftOutForms)
{
    public bool Runs => Reason is null;

    /// <summary>Every builtin operator in the order of the schema, then the custom operators that run.</summary>
    public static IReadOnlyList<OperatorCoverage> All { get; } =
    [
        .. Enum.GetValues<BuiltinOperator>().Where(op => op is not (BuiltinOperator.Custom or BuiltinOperator.PlaceholderForGreaterOpCodes)).Select(Of),
        .. KernelTable.CustomNames.Order(StringComparer.Ordinal).Select(name => new OperatorCoverage(name, true, null, [])),
    ];

    /// <summary>Why an operator has no kernel; null where it has one, or where the table lacks its row.</summary>
    public static string? ReasonOf(BuiltinOperator op) => LeftOutTable.Rows.FirstOrDefault(row => row.Operator == op)?.Reason;

    private static OperatorCoverage Of(BuiltinOperator op) => new(
        op.Name(), false, KernelTable.Create(new(op)) is not null ? null : ReasonOf(op) ?? "no kernel yet", [.. Kernels.LeftOutForms.Of(op).Select(row => row.Reason)]);
}

public static partial class KernelTable
{
    /// <summary>Codes of the custom operators that have a kernel.</summary>
    public static IReadOnlyCollection<string> CustomNames => Custom.Keys;
}
