using OptRecipe.Testing;
using OptRecipe.Testing.Quantization;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>Every recipe of golden/aeq made by our passes.</summary>
public sealed class AiEdgeAgreementTests
{
    private const int LeastCases = 2390;

    [Fact]
    public void All_shared_files_are_those_of_the_tool_and_the_page_says_so()
    {
        if (SharedFolder.Require("", LeastCases) is not { } shared) return;
        var rows = AiEdgeCase.All(shared).Concat(AiEdgeCase.Operators(shared)).AsParallel().AsOrdered().Select(AiEdgeAgreement.Judge).ToArray();
        Assert.True(rows.Length >= LeastCases, $"only {rows.Length} cases");
        Assert.Empty(rows.Where(row => row.Agreement == Agreement.Differs).Select(AiEdgePage.Line));
        Assert.Empty(rows.Where(row => row.PlannedBytes != row.Bytes).Select(row => $"{AiEdgePage.Line(row)} planned {row.PlannedBytes}"));
        Assert.Null(ExpectedFile.Problem(SharedFolder.InRepository("server", "docs", "aeq-agreement.md"), AiEdgePage.Text(rows)));
    }
}
