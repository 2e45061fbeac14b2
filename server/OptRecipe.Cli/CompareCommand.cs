using System.CommandLine;
using System.Text.Json.Serialization;
using OptRecipe.TFLite.Comparing;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe compare</c>: what changed between two models and what it costs.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        var (left, right) = (ModelArgument.Create("a"), ModelArgument.Create("b"));
        var same = new Option<bool>("--same")
        {
            Description = "Only whether both compute the same: operator kinds, versions, options, connections, shapes, types, scales, zero points, quantized dimension, constant bytes. "
                + "Names, order, min/max, numbering and sharing of buffers, metadata and descriptions do not count. Exit code 1 when they differ",
        };
        var json = Terminal.JsonOption();
        var command = new Command("compare", "Show what changed between two models and what it costs") { left, right, same, json };
        command.SetAction((parsed, cancellation) =>
        {
            var (a, b) = (parsed.GetRequiredValue(left), parsed.GetRequiredValue(right));
            var (before, after) = (ModelArgument.Open(terminal, a), ModelArgument.Open(terminal, b));
            var comparison = ModelComparer.Compare(before.Model, after.Model, cancellation);
            if (parsed.GetValue(json)) terminal.Json(CompareJson.Of(a, b, before, after, comparison), CompareJsonContext.Readable.CompareJson);
            else
            {
                if (!parsed.GetValue(same)) CompareText.Costs(terminal, a, b, before, after, comparison);
                CompareText.Differences(terminal, before.Model, after.Model, comparison, isComplete: !parsed.GetValue(same));
            }
            return Task.FromResult(parsed.GetValue(same) && !comparison.IsSame ? ExitCode.Errors : ExitCode.Fine);
        });
        return command;
    }
}

[JsonSerializable(typeof(CompareJson))]
internal sealed partial class CompareJsonContext : JsonSerializerContext
{
    public static CompareJsonContext Readable { get; } = new(OptRecipe.Pipeline.Reporting.ReadableJson.Options());
}
