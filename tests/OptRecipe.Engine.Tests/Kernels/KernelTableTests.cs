using OptRecipe.Engine.Kernels;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Tests.Kernels;

public sealed class KernelTableTests
{
    [Fact]
    public void Every_builtin_operator_has_either_a_kernel_or_a_row_that_says_why_not()
    {
        foreach (var op in Enum.GetValues<BuiltinOperator>())
        {
            if (op is BuiltinOperator.Custom or BuiltinOperator.PlaceholderForGreaterOpCodes) continue;
            var (runs, reasons) = (KernelTable.Create(new(op)) is not null, LeftOutTable.Rows.Count(row => row.Operator == op));
            Assert.True(runs != (reasons == 1), $"{op.Name()} {(runs ? "runs" : "does not run")} and has {reasons} rows");
        }
    }
}
