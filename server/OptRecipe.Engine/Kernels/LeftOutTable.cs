using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>An operator without a kernel, and why.</summary>
public sealed record LeftOut(BuiltinOperator Operator, string Reason);

/// <summary>The operators that this engine does not run: every operator without a line in <see cref="KernelTable"/> stands here.</summary>
public static class LeftOutTable
{
    public static IReadOnlyList<LeftOut> Rows { get; } =
    [
    ];
}
