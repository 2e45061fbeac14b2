using System.Globalization;
using OptRecipe.Targets.Partitions;
using OptRecipe.Targets.Rules;
using OptRecipe.Targets.Tables;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tests;

/// <summary>Graphs of ABS (taken) and SIGN (left), one operator a word: <c>abs(0,1)</c> reads the outputs of operators 0 and 1, <c>abs</c> the model's input, <c>half</c> unpacks float16 weights.</summary>
public sealed class PartitionTests
{
    [Theory]
    [InlineData("abs abs(0) abs(1)", "[0 1 2]")]
    [InlineData("abs sign(0) abs(1)", "[0] [2]")]
    [InlineData("sign sign(0)", "")]
    [InlineData("sign abs(0) sign(1) abs(2)", "[1] [3]")]
    public void Operators_left_out_split_partitions(string graph, string expected) => Check("{}", graph, expected, "");

    [Theory]
    [InlineData("abs sign(0) abs abs(1,2)", "[0 2] [3]")]
    [InlineData("sign abs abs(1) abs(0,2)", "[1 2 3]")]
    [InlineData("abs sign abs(0,1)", "[0] [2]")]
    [InlineData("abs(3) abs(0) sign(1) abs", "[0 1 3]")]
    public void An_independent_branch_joins_the_earlier_partition(string graph, string expected) => Check("{}", graph, expected, "");

    [Theory]
    [InlineData("{most: 1}", "[0 1]", "3 4")]
    [InlineData("{most: 2}", "[0 1] [3]", "4")]
    [InlineData("{most: 0}", "[0 1] [3] [4]", "")]
    [InlineData("{most: 5}", "[0 1] [3] [4]", "")]
    [InlineData("{least_operators: 2}", "[0 1]", "3 4")]
    [InlineData("{least_operators: 3}", "", "0 1 3 4")]
    [InlineData("{most: 1, least_operators: 3}", "", "0 1 3 4")]
    public void Limits_take_places_away(string limits, string expected, string lost) => Check(limits, "abs abs(0) sign(1) abs(2) abs(5) sign(3)", expected, lost);

    [Theory]
    [InlineData("largest", "[2 3]", "0")]
    [InlineData("first", "[0]", "2 3")]
    public void One_partition_is_the_largest_or_the_first(string choice, string expected, string lost) => Check($"{{most: 1, choose: {choice}}}", "abs sign(0) abs(1) abs(2)", expected, lost);

    [Theory]
    [InlineData("{most: 1, float16: true}", "half abs(0) sign(1) abs(2)", "[0 1]", "3")]
    [InlineData("{most: 1, float16: true}", "half abs(0) sign(0)", "[1]", "0")]
    [InlineData("{most: 1, float16: true}", "abs half abs(0,1) abs(2)", "[1 2 3]", "0")]
    [InlineData("{float16: true}", "abs half abs(0,1) abs(2)", "[0 1 2 3]", "")]
    [InlineData("{float16: true}", "half abs(0) abs(1) sign(1) half abs(3,4)", "[0 1 2] [5]", "4")]
    [InlineData("{}", "half abs(0) sign(1) abs(2)", "[0 1] [3]", "")]
    public void Unpacked_float16_weights_go_with_the_first_partition(string limits, string graph, string expected, string lost) => Check(limits, graph, expected, lost);

    [Fact]
    public void What_is_lost_to_a_limit_says_so()
    {
        var operators = Judge("{most: 1}", "abs abs(0) sign(1) abs(2)").Operators;
        Assert.Equal(new(VerdictKind.FallsBack, VerdictStage.Prepare, "gpu.partitions.most", "`gpu` takes one partition, the largest", "a partition of 1 operator, the largest has 2"), operators[3].Verdict);
        Assert.Equal("gpu.SIGN.types", operators[2].Verdict.Rule);
        Assert.Equal("gpu.partitions.least", Judge("{least_operators: 2}", "abs").Operators[0].Verdict.Rule);
        Assert.Equal(VerdictKind.Refused, Judge("{most: 1, on_fail: refused, stage: compile}", "abs abs(0) sign(1) abs(2)").Worst);
    }

    [Theory]
    [InlineData("{mots: 1}")]
    [InlineData("{choose: last}")]
    [InlineData("{most: few}")]
    public void A_section_that_means_nothing_is_refused(string limits) => Assert.Throws<TableFormatException>(() => Judge(limits, "abs"));

    [Fact]
    public void A_circle_of_operators_ends_and_is_no_partition() => Check("{}", "abs(1) abs(0) abs", "[2]", "");

    [Fact]
    public void A_thousand_alternating_operators_are_cut_in_linear_time()
    {
        var graph = string.Join(' ', Enumerable.Range(0, 1000).Select(index => $"{(index % 2 == 0 ? "abs" : "sign")}{(index == 0 ? "" : $"({index - 1})")}"));
        Assert.Equal(500, Judge("{}", graph).Partitions.Length);
    }

    [Theory]
    [InlineData("{}", "abs sign(0) abs(1)", "#1 2→1")]
    [InlineData("{}", "abs sign(0) abs(1) sign(2) abs(3)", "#1 #3 3→1, #1 3→2, #3 3→2")]
    [InlineData("{}", "abs abs(0)", "")]
    [InlineData("{}", "sign sign(0)", "#0 #1 0→1, #0 0→1, #1 0→1")]
    [InlineData("{most: 1}", "abs sign(0) abs(1)", "#1 2→1")]
    public void Advice_says_what_would_be_won_if_an_operator_ran(string limits, string graph, string expected)
    {
        var (table, model) = (Table(limits), Graph(graph));
        var verdict = TargetJudge.Judge(model, TargetSelection.Of("gpu"), table, CancellationToken.None);
        Assert.Equal(expected, string.Join(", ", TargetAdvice.Of(model, TargetSelection.Of("gpu"), table, verdict, CancellationToken.None)
            .Select(advice => $"{string.Join(' ', advice.Operators.Select(address => $"#{address.Index}"))} {advice.PartitionsBefore}→{advice.PartitionsAfter}")));
    }

    [Theory]
    [InlineData(16)]
    public void Judging_as_if_is_judging_again_with_that_operator_taken(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var words = Enumerable.Range(0, 8).Select(index => (random.Next(3) == 0 ? "sign" : "abs") + (index == 0 ? "" : $"({random.Next(index)},{random.Next(index)})")).ToArray();
            var limits = random.Next(2) == 0 ? "{}" : "{most: 1, least_operators: 2}";
            var (table, model) = (Table(limits), Graph(string.Join(' ', words)));
            var known = TargetJudge.Judge(model, TargetSelection.Of("gpu"), table, CancellationToken.None);
            foreach (var left in known.Operators.Where(o => o.OperatorName == "SIGN"))
            {
                var again = words.ToArray();
                again[left.Address.Index] = again[left.Address.Index].Replace("sign", "abs", StringComparison.Ordinal);
                var expected = TargetJudge.Judge(Graph(string.Join(' ', again)), TargetSelection.Of("gpu"), table, CancellationToken.None);
                var found = TargetJudge.JudgeAsIf(model, TargetSelection.Of("gpu"), table, known, new HashSet<OperatorAddress> { left.Address });
                Assert.Equal(expected.Operators.Select(o => o.Verdict.Kind), found.Operators.Select(o => o.Verdict.Kind));
                Assert.Equal(expected.Partitions.Select(partition => string.Join(' ', partition.Operators)), found.Partitions.Select(partition => string.Join(' ', partition.Operators)));
            }
        }
    }

    private static void Check(string limits, string graph, string expected, string lost)
    {
        var verdict = Judge(limits, graph);
        Assert.Equal(expected, string.Join(' ', verdict.Partitions.Select(partition => $"[{string.Join(' ', partition.Operators)}]")));
        Assert.Equal(lost, string.Join(' ', verdict.Operators.Where(o => o.Verdict.Rule.Contains(".partitions.", StringComparison.Ordinal)).Select(o => o.Address.Index)));
    }

    private static TargetVerdict Judge(string limits, string graph) =>
         TargetJudge.Judge(Graph(graph), TargetSelection.Of("gpu"), Table(limits), CancellationToken.None);

    private static TargetTable Table(string limits) => TargetTable.From("gpu", TableText.Read($$"""
        partitions: {{limits}}
        ops:
          ABS:
            types: [{input: float32}]
          SIGN:
            types: [{input: int64}]
          DEQUANTIZE:
            types: [{input: float16}]
        """));

    private static Model Graph(string text)
    {
        var words = text.Split(' ');
        var sketch = new ModelSketch();
        var outputs = words.Select(_ => sketch.Activation(TensorType.Float32, [4])).ToArray();
        var input = sketch.Activation(TensorType.Float32, [4]);
        foreach (var (index, word) in words.Index())
        {
            var parts = word.Split('(', ')', ',');
            int[] inputs = parts.Length == 1 ? [parts[0] == "half" ? sketch.Constant(TensorType.Float16, [4]) : input]
                : [.. parts[1..].Where(part => part.Length > 0).Select(part => int.Parse(part, CultureInfo.InvariantCulture)).Select(from => from < outputs.Length ? outputs[from] : input)];
            sketch.Operator(parts[0] switch { "abs" => BuiltinOperator.Abs, "sign" => BuiltinOperator.Sign, _ => BuiltinOperator.Dequantize }, [.. inputs], [outputs[index]]);
        }
        return sketch.Build();
    }
}
