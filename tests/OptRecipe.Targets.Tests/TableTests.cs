using OptRecipe.Targets.Rules;
using OptRecipe.Targets.Tables;
using OptRecipe.Testing;
using YamlDotNet.RepresentationModel;

namespace OptRecipe.Targets.Tests;

public sealed class TableTests
{
    public static TheoryData<string> Names => [.. TableResource.Names];

    public static TheoryData<string> Available => [.. TargetCatalog.Targets.Where(target => target.IsAvailable && target.ShortFormOf is null).Select(target => target.Id)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Our_reader_and_YamlDotNet_read_the_same_from_a_table(string name)
    {
        using var text = new StreamReader(SharedFolder.InRepository("server", "OptRecipe.Targets", "Tables", name + ".yaml"));
        var stream = new YamlStream();
        stream.Load(text);
        Assert.Equal(Text(stream.Documents[0].RootNode), Text(TableResource.Read(name)));
    }

    [Theory]
    [MemberData(nameof(Available))]
    public void Every_row_of_a_table_binds_and_every_rule_has_an_id_of_its_own(string name)
    {
        var table = TargetTable.Of(name);
        Assert.NotEmpty(table.OperatorNames);
        foreach (var operatorName in table.OperatorNames)
        {
            var rules = Assert.IsType<OperatorRules>(table.Rules(operatorName));
            var ids = rules.Rules.Concat(rules.NotAccepted).Select(rule => rule.Id).ToArray();
            Assert.Equal(ids.Distinct(), ids);
            Assert.All(rules.Rules.Concat(rules.NotAccepted), rule => CheckSentence(rule.Sentence));
        }
    }

    private static void CheckSentence(string sentence)
    {
        Assert.False(sentence.EndsWith('.'), sentence);
        Assert.DoesNotContain('{', sentence);
        Assert.True(sentence.Length > 20, sentence);
    }

    [Theory]
    [InlineData("a: \"double\"")]
    [InlineData("a: {b: [1, 2}")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: b: c")]
    [InlineData("a:\n  b: 1\n c: 2")]
    [InlineData("a: 'open")]
    [InlineData("just text")]
    public void What_a_table_may_not_hold_is_an_error(string text) => Assert.Throws<TableFormatException>(() => TableText.Read(text));

    [Theory]
    [InlineData("ops:\n  ADD:\n    rules:\n      - {id: x, text: a sentence that is long enough}", "`check`")]
    [InlineData("ops:\n  ADD:\n    types:\n      - {input9: float32}", "input9")]
    [InlineData("ops:\n  ADD:\n    types:\n      - {input1: float33}", "float33")]
    [InlineData("ops:\n  ADD:\n    rules:\n      - {id: x, check: {rank: {input1: four}}, text: a sentence that is long enough}", "four")]
    [InlineData("ops:\n  ADD:\n    rules:\n      - {use: nothing}", "nothing")]
    [InlineData("ops:\n  ADD:\n    rules:\n      - {id: x, check: {rank: {input1: 4}}, on_fail: explodes, text: a sentence that is long enough}", "explodes")]
    public void A_mistake_in_a_table_is_named_with_its_line(string text, string expected)
    {
        var error = Assert.Throws<TableFormatException>(() => TargetTable.From("mine", TableText.Read(text)).Rules("ADD"));
        Assert.Contains(expected, error.Reason, StringComparison.Ordinal);
        Assert.Equal(4 + (text.Contains("sets", StringComparison.Ordinal) ? 1 : 0), error.Line);
    }

    private static string Text(TableNode node) => node.Kind switch
    {
        TableNodeKind.Scalar => $"\"{node.Text}\"",
        TableNodeKind.List => $"[{string.Join(",", node.Items.Select(Text))}]",
        _ => $"{{{string.Join(",", node.Fields.Select(field => $"{field.Key}:{Text(field.Value)}"))}}}",
    };

    private static string Text(YamlNode node) => node switch
    {
        YamlScalarNode scalar => $"\"{scalar.Value}\"",
        YamlSequenceNode list => $"[{string.Join(",", list.Children.Select(Text))}]",
        YamlMappingNode map => $"{{{string.Join(",", map.Children.Select(child => $"{((YamlScalarNode)child.Key).Value}:{Text(child.Value)}"))}}}",
        _ => throw new InvalidOperationException(),
    };

    /// <summary>What users may write: our own tables with words and numbers exchanged give a target that judges, or problems.</summary>
    [Theory]
    [MemberData(nameof(Available))]
    public void A_table_with_words_exchanged_judges_or_says_what_is_wrong(string name)
    {
        var random = new Random(20261126);
        var lines = File.ReadAllLines(SharedFolder.InRepository("server", "OptRecipe.Targets", "Tables", name + ".yaml"));
        var words = lines.SelectMany(line => line.Split(' ', ':', ',', '[', ']', '{', '}')).Where(word => word.Length is > 0 and < 16).Distinct().Append("-1").Append("99999999999999").Append("[]").ToArray();
        var model = ModelSketch.Convolution(TFLite.TensorType.Int8, TFLite.TensorType.Int8, TFLite.TensorType.Int32);
        for (var round = 0; round < 100; round++)
        {
            var changed = lines.ToArray();
            for (var change = 0; change < 3; change++)
            {
                var line = random.Next(changed.Length);
                var parts = changed[line].Split(' ');
                parts[random.Next(parts.Length)] = words[random.Next(words.Length)];
                changed[line] = string.Join(' ', parts);
            }
            TableNode root;
            try
            {
                root = TableText.Read(string.Join('\n', changed));
            }
            catch (TableFormatException)
            {
                continue;
            }
            var own = OwnTarget.Read("own", root);
            Assert.Equal(own.Target is null, own.Problems.Length > 0);
            if (own.Target is { } target) Assert.Single(TargetJudge.Judge(model, TargetSelection.Of(target, [], out _)).Operators);
        }
    }

    [Theory]
    [MemberData(nameof(Available))]
    public void Our_own_tables_have_no_keys_that_users_may_not_write(string name) => Assert.Empty(OwnTarget.Read(name, TableResource.Read(name)).Problems);

    public static TheoryData<string> Ids => [.. TargetCatalog.Targets.Select(target => target.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_of_a_target_is_written_from_its_table(string id)
    {
        var target = TargetCatalog.Find(id) ?? throw new KeyNotFoundException(id);
        if (ExpectedFile.Problem(SharedFolder.InRepository("server", "docs", "targets", id + ".md"), SupportPage.Of(target)) is { } problem) Assert.Fail(problem);
    }
}
