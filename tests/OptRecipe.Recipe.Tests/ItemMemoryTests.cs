using System.Collections;
using System.Text;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using Xunit;

namespace OptRecipe.Recipe.Tests;

/// <summary>What is remembered of a list's items saves time and changes nothing.</summary>
public sealed class ItemMemoryTests
{
    private const string Rules = """
        recipe: 1
        name: x
        model: m.tflite
        targets:
          - xnnpack: {runtime: tflite-2.9}
          - tflite-micro
        steps:
          - quantize:
              scheme: int8
              rules:
                - where: {ops: [CONV_2D, ADD], first: 2}   # the first
                  scheme: int16x8
                  calibration: {method: percentile, percentile: 99.9}
                - where: {not: {tensors: "head/*"}, any: [{operators: 0-3}, {weights_over: 4 KiB}]}
                  weights: {bits: 4, granularity: block-32, symmetric: true, min_elements: 10, algorithm: mse}
                  activations: {bits: 16, symmetric: true}
                  on_unsupported: float
                - where: {all: [{last: 1}, {ops: SOFTMAX}], optional: true}
                  scheme: float32
                - where: {all: [{last: 1}, {ops: SOFTMAX}], optional: true}
                  scheme: float32
          - prune: {sparsity: 50 %, where: {ops: CONV_2D}}
        outputs:
          - tflite: out/m.tflite

        """;

    private static readonly string[] Pieces =
    [
        "a", "x", " ", "  ", "\n", "- ", ": ", "#", "\"", "'", "{", "}", "[", "]", ",", "&a ", "*a", "int8", "float32", "rules:", "where:", "scheme: int8\n", "                ", "CONV_2D", "first: 1", "4 KiB", "\r\n", "!t ", "<<: ",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_text_says_the_same_whether_its_items_are_known_or_not(int seed)
    {
        var random = new Random(seed);
        var memory = new ItemMemory();
        var text = Rules;
        for (var edit = 0; edit < 700; edit++)
        {
            Check(text, memory);
            if (edit % 25 == 24) text = Rules;
            var at = random.Next(text.Length + 1);
            var removed = random.Next(3) == 0 ? random.Next(Math.Min(12, text.Length - at + 1)) : 0;
            text = string.Concat(text.AsSpan(0, at), random.Next(4) == 0 ? "" : Pieces[random.Next(Pieces.Length)], text.AsSpan(at + removed));
        }
    }

    [Fact]
    public void More_rules_than_aliases_may_name_selectors_are_all_read()
    {
        var rules = string.Concat(Enumerable.Range(0, 1500).Select(rule => $"        - where: {{tensors: \"block_{rule}/*\"}}\n          scheme: float32\n"));
        var recipe = RecipeDocument.Read($"recipe: 1\nmodel: m.tflite\nsteps:\n  - quantize:\n      scheme: dynamic\n      rules:\n{rules}").Recipe;
        Assert.All(Assert.IsType<BoundQuantize>(Assert.Single(recipe.Steps)).Rules, rule => Assert.NotNull(rule.Where));
    }

    private static void Check(string text, ItemMemory memory)
    {
        var (known, alone) = (RecipeDocument.Read(new SourceText(text), memory: memory), RecipeDocument.Read(text));
        Assert.Equal(Words(alone.Publish([], true)), Words(known.Publish([], true)));
        Assert.Equal(Words(alone.Recipe), Words(known.Recipe));
    }

    /// <summary>Every value of an object with all that it holds.</summary>
    private static string Words(object value)
    {
        var words = new StringBuilder();
        Add(value, 0);
        return words.ToString();

        void Add(object? part, int depth)
        {
            Assert.True(depth < 30);
            if (part is null or string || part.GetType().IsPrimitive || part.GetType().IsEnum) words.Append(part ?? "null").Append('\n');
            else if (part is IEnumerable items) foreach (var item in items) Add(item, depth + 1);
            else
            {
                words.Append(part.GetType().Name).Append('\n');
                foreach (var property in part.GetType().GetProperties())
                    if (property.GetIndexParameters().Length == 0 && property.Name is not ("EqualityContract" or "Target" or "Selections")) Add(property.GetValue(part), depth + 1);
            }
        }
    }
}
