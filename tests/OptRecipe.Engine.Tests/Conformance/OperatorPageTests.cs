using System.Text;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels;
using OptRecipe.Testing;
using OptRecipe.Testing.Conformance;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Tests.Conformance;

/// <summary>Writes <c>server/docs/operators.md</c> from a run of the whole corpus.</summary>
public sealed class OperatorPageTests
{
    [Fact]
    public void The_page_of_operators_says_what_a_run_says()
    {
        if (SharedFolder.Require("golden", 1) is not { } golden) return;
        var judged = ConformanceRun.Run(Path.Combine(golden, "kernels"), new());
        var native = ConformanceRun.Run(Path.Combine(golden, "kernels"), new() { Runtime = PlayedRuntime.TFLite29 });
        var micro = ConformanceRun.Run(Path.Combine(golden, "tflm"), new() { Runtime = PlayedRuntime.TFLiteMicro });
        var excused = judged.Concat(native).Concat(micro).Where(result => result.Outcome == CaseOutcome.Known).ToArray();
        Assert.All(KnownFaults.Rows, row => Assert.All(row.Files, file => Assert.Contains(excused, result => result.Reason.StartsWith(row.Reason, StringComparison.Ordinal)
            && result.Case.File.Contains(file, StringComparison.Ordinal))));
        Assert.Null(ExpectedFile.Problem(SharedFolder.InRepository("server", "docs", "operators.md"), Page(judged, native, micro)));
    }

    [Fact]
    public void Every_operator_without_a_kernel_is_left_out_with_a_reason() =>
        Assert.Empty(Enum.GetValues<BuiltinOperator>()
            .Where(op => op is not (BuiltinOperator.Custom or BuiltinOperator.PlaceholderForGreaterOpCodes) && KernelTable.Create(new(op)) is null && OperatorCoverage.ReasonOf(op) is null)
            .Select(op => op.Name()));

    [Fact]
    public void No_operator_is_left_out_that_has_a_kernel() => Assert.Empty(LeftOutTable.Rows.Where(row => KernelTable.Create(new(row.Operator)) is not null).Select(row => row.Operator));

    /// <summary>Each form that a kernel refuses as not done has its row, and each row its kernel.</summary>
    [Fact]
    public void Forms_that_kernels_refuse_are_in_the_table()
    {
        var refusals = Directory.EnumerateFiles(SharedFolder.InRepository("server", "OptRecipe.Engine", "Kernels"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines).Where(line => line.Contains("context.NotDone(", StringComparison.Ordinal)).ToArray();
        Assert.All(refusals, line => Assert.Contains(LeftOutForms.Rows, row => line.Contains(row.Reason, StringComparison.Ordinal)));
        Assert.All(LeftOutForms.Rows, row => Assert.Contains(refusals, line => line.Contains(row.Reason, StringComparison.Ordinal)));
    }

    private static string Page(IReadOnlyList<CaseResult> judged, IReadOnlyList<CaseResult> native, IReadOnlyList<CaseResult> micro)
    {
        var page = new StringBuilder($"""
            # Operators and how far their results are checked

            Written by `OperatorPageTests` (`npm run update` rewrites it) over the models of `../shared/golden/kernels` and `../shared/golden/tflm`; `npm run conformance` prints the same case
            by case. Which operators run at all is in the code: `optrecipe operators` prints it.

            | plays | is compared with | result |
            | --- | --- | --- |
            | `litert-2.3` | the judged results of LiteRT 2.3 | {ConformanceTable.Sum(judged)} |
            | `tflite-2.9` | native TensorFlow Lite 2.9 in the same process, those models that it runs | {ConformanceTable.Sum(native)} |
            | `tflite-micro` | the results of TensorFlow Lite for Microcontrollers | {ConformanceTable.Sum(micro)} |

            ## By operator and type, playing `litert-2.3`

            A form (type and mode, see the corpus' README) with the number of its models. Exact: equal bit for bit. Within tolerance: |a − b| ≤ atol + rtol × |b| with the tolerances that the corpus
            names for the case.

            | operator | exact | within tolerance | not done or failed |
            | --- | --- | --- | --- |

            """);
        foreach (var group in judged.Where(result => result.Case.Refused is null).GroupBy(result => result.Case.Operator).OrderBy(group => group.Key, StringComparer.Ordinal))
            page.Append($"| {group.Key} | {Cell(group, r => r.Outcome == CaseOutcome.Passed && r.Case.IsExact)} | {Cell(group, r => r.Outcome == CaseOutcome.Passed && !r.Case.IsExact)} | {Cell(group, r => r.Outcome != CaseOutcome.Passed)} |\n");
        page.Append("\n## Left out\n\n| operator | why |\n| --- | --- |\n");
        foreach (var row in OperatorCoverage.All)
            foreach (var reason in row.Reason is { } whole ? [whole] : row.LeftOutForms) page.Append($"| {row.Name} | {reason} |\n");
        page.Append("\n## Where a runtime is not followed\n\n| plays | operator | models | why |\n| --- | --- | --- | --- |\n");
        foreach (var row in KnownFaults.Rows) page.Append($"| `{row.Runtime.Name()}` | {row.Operator} | {string.Join(", ", row.Files.Select(file => $"`{file}`"))} | {row.Reason} |\n");
        var disputed = micro.Count(result => result.Outcome == CaseOutcome.Known && result.Case.Disputed is not null);
        page.Append($"\nBeside these, {disputed} models of `golden/tflm` break rules that LiteRT checks (it refuses them, or computes another shape or type than the file's) and TFLM does not; we do as LiteRT does.\n");
        return page.ToString();
    }

    private static string Cell(IEnumerable<CaseResult> results, Func<CaseResult, bool> isIn) => string.Join(", ",
        results.Where(isIn).GroupBy(result => result.Case.Form).OrderBy(form => form.Key, StringComparer.Ordinal).Select(form => $"{form.Key} {form.Count()}"));
}
