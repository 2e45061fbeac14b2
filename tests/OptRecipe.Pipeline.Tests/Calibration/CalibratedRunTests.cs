using System.Globalization;
using OptRecipe.Engine.Calibration;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Running;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Tests.Calibration;

/// <summary>Runs of steps that need ranges: measured, known, refused, and always the same bytes.</summary>
public sealed class CalibratedRunTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n", Data = "data: {calibration: {path: digits.npz}}\n", Outputs = "outputs:\n  - tflite: out.tflite\n";
    private const string Recipe = Head + Data + "steps:\n  - quantize: {scheme: int8, io: int8}\n" + Outputs;

    [Theory]
    [InlineData("int8"), InlineData("int16x8")]
    public void A_full_integer_run_writes_what_its_plan_foretold_and_no_float(string scheme)
    {
        var recipe = Recipe.Replace("scheme: int8, io: int8", $"scheme: {scheme}, io: {(scheme == "int8" ? "int8" : "int16")}", StringComparison.Ordinal);
        var fixture = new Fixture();
        var plan = fixture.Analyze(recipe).Plan;
        var bytes = Run(fixture, recipe);
        Assert.Equal(plan?.FileBytes, bytes.Length);
        var written = ModelReader.Read(new MemoryByteSource(bytes));
        Assert.Null(PlanAgreement.Difference(plan?.Result ?? written, written));
        Assert.DoesNotContain(written.Subgraphs[0].Tensors, tensor => tensor.Type == TensorType.Float32);
    }

    [Fact]
    public void The_same_recipe_gives_the_same_bytes_in_any_culture()
    {
        var expected = Run(new(), Recipe);
        // Products run without the data of cultures; a user's own program that hosts ours may have them.
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NegativeSign, odd.NumberFormat.NumberGroupSeparator) = (",", "−", ".");
        foreach (var culture in new[] { odd, CultureInfo.InvariantCulture })
        {
            byte[] found = [];
            var thread = new Thread(() => found = Run(new(), Recipe)) { CurrentCulture = culture };
            thread.Start();
            thread.Join();
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void A_second_run_knows_the_ranges_and_writes_the_same_bytes()
    {
        var (fixture, cache, words) = (new Fixture(), new CalibrationCache(), new List<string>());
        var first = Run(fixture, Recipe, cache, words.Add);
        Assert.Contains(words, word => word.StartsWith("calibrating: ", StringComparison.Ordinal) && word.Contains(" samples, ", StringComparison.Ordinal));
        words.Clear();
        Assert.Equal(first, Run(fixture, Recipe, cache, words.Add));
        Assert.Contains("calibrating: known from an earlier run", words);
        Assert.DoesNotContain(words, word => word.Contains("samples", StringComparison.Ordinal));
    }

    [Fact]
    public void A_branch_that_no_sample_takes_is_named_with_a_remedy()
    {
        const string problem = "no calibration sample reaches `x` (tensor 0 of subgraph 2, called by IF #1) and 1 more, whose range `quantize: int8` needs; add samples that take this way, or keep its operators in float32 by a rule";
        var fixture = new Fixture();
        fixture.Files["/w/choice.tflite"] = FactModels.Write(Choice());
        fixture.Files["/w/numbers.npz"] = Fixture.Samples(10, 1);
        var analysis = fixture.Analyze(Recipe.Replace("digits_cnn", "choice", StringComparison.Ordinal).Replace("digits.npz", "numbers.npz", StringComparison.Ordinal).Replace(", io: int8", ", on_unsupported: float", StringComparison.Ordinal));
        Assert.Equal($"the run failed: {problem}", new RecipeRunner(fixture.Files, fixture.Files, TimeProvider.System).Run(analysis, false, null, default).Message);
        Assert.Equal(problem, new CalibrationRun(fixture.Files, new(new(), TimeProvider.System)).OfRecipe(analysis, null, null, default).Warning);
    }

    /// <summary>IF x &gt; −1000, which all samples are: x · factor, else the same by another graph.</summary>
    private static Model Choice()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1);
        var choice = builder.Add(BuiltinOperator.Greater, "choice", TensorType.Bool, [1], [x, builder.Constant<float>("limit", TensorType.Float32, [1], [-1000f])]);
        var y = builder.Add(BuiltinOperator.If, "y", TensorType.Float32, [1], [choice, x], OperatorOptions.Of("IfOptions").With("then_subgraph_index", 1).With("else_subgraph_index", 2));
        var product = builder.Add(BuiltinOperator.Mul, "branch", TensorType.Float32, [1], [x, builder.Constant<float>("factor", TensorType.Float32, [1], [3f])], OperatorOptions.Of("MulOptions"));
        var whole = builder.Output(y).Build();
        var main = whole.Subgraphs[0];
        var branch = main with { Name = "branch", Outputs = [product], Operators = [main.Operators[2]] };
        return whole with { Subgraphs = [main with { Operators = main.Operators[..2] }, branch, branch] };
    }

    [Fact]
    public void Ranges_from_a_file_give_the_bytes_that_measuring_gives()
    {
        var fixture = new Fixture();
        var expected = Run(fixture, Recipe);
        var measured = new CalibrationRun(fixture.Files, new(new(), TimeProvider.System)).OfRecipe(fixture.Analyze(Recipe), null, null, default);
        fixture.Files.Write("/w/known.json", stream => RangesWriter.Write(stream, measured.Ranges, measured.Model));
        Assert.Equal(expected, Run(fixture, Recipe.Replace(Data, "", StringComparison.Ordinal).Replace("io: int8", "io: int8, calibration: {ranges: known.json}", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_method_of_the_step_or_of_a_rule_changes_the_ranges()
    {
        var extremes = Run(new(), Recipe);
        var average = Run(new(), Recipe.Replace("io: int8", "io: int8, calibration: moving-average", StringComparison.Ordinal));
        var oneOnly = Run(new(), Recipe.Replace("io: int8", "io: int8, rules: [{where: {operators: 0}, calibration: moving-average}]", StringComparison.Ordinal));
        var percentile = Run(new(), Recipe.Replace("io: int8", "io: int8, calibration: {method: percentile, percentile: 99}", StringComparison.Ordinal));
        var different = new[] { extremes, average, oneOnly, percentile }.Select(Convert.ToHexString).Distinct().Count();
        Assert.Equal(4, different);
    }

    [Fact]
    public void A_sample_that_is_not_finite_ends_the_run_with_its_name()
    {
        var fixture = new Fixture();
        // The last value of the array is the last sample's.
        BitConverter.GetBytes(float.NaN).CopyTo(fixture.Files["/w/digits.npz"].AsSpan(LastValue(fixture.Files["/w/digits.npz"])));
        var result = new RecipeRunner(fixture.Files, fixture.Files, TimeProvider.System).Run(fixture.Analyze(Recipe), true, null, default);
        Assert.Equal((RunStatus.Failed, 0), (result.Status, fixture.Files.Writes));
        Assert.Contains("holds NaN in the input", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_run_made_otherwise_than_planned_is_found()
    {
        var plan = new Fixture().Analyze(Recipe).Plan ?? throw new InvalidOperationException("no plan");
        var graph = plan.Result.Subgraphs[0];
        Model[] others =
        [
            plan.Result with { Subgraphs = [graph with { Operators = graph.Operators.RemoveAt(0) }] },
            plan.Result with { Subgraphs = [graph with { Tensors = graph.Tensors.SetItem(3, graph.Tensors[3] with { Type = TensorType.Float32 }) }] },
            plan.Result with { OperatorCodes = plan.Result.OperatorCodes.SetItem(0, plan.Result.OperatorCodes[0] with { Version = 9 }) },
            plan.Result with { Subgraphs = [graph with { Operators = graph.Operators.SetItem(1, graph.Operators[1] with { Inputs = [0, 1, 2] }) }] },
        ];
        Assert.Null(PlanAgreement.Difference(plan.Result, plan.Result));
        Assert.All(others, other => Assert.NotNull(PlanAgreement.Difference(plan.Result, other)));
    }

    private static byte[] Run(Fixture fixture, string recipe, CalibrationCache? cache = null, Action<string>? report = null)
    {
        var result = new RecipeRunner(fixture.Files, fixture.Files, TimeProvider.System, cache).Run(fixture.Analyze(recipe), true, report is null ? null : new Reporter(report), default);
        Assert.True(result.Status == RunStatus.Succeeded, result.Message);
        return fixture.Files["/w/out.tflite"];
    }

    /// <summary>Where the bytes of the archive's only array end: before its central directory.</summary>
    private static int LastValue(byte[] archive) => archive.AsSpan().IndexOf("PK\u0001\u0002"u8) - sizeof(float);

    private sealed class Reporter(Action<string> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value.Message);
    }
}
