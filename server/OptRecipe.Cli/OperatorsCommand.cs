using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Serialization;
using OptRecipe.Engine.Kernels;
using OptRecipe.Pipeline.Reporting;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe operators</c>: which operators the interpreter runs, and why it leaves others out.</summary>
internal static class OperatorsCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = Terminal.JsonOption();
        var command = new Command("operators", "List which operators run here, and why others are left out") { json };
        command.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(json)) terminal.Json(new([.. OperatorCoverage.All.Select(row => new OperatorJson(row.Name, row.IsCustom, row.Runs, row.Reason, [.. row.LeftOutForms]))]), OperatorsJsonContext.Readable.OperatorsJson);
            else Print(terminal);
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }

    private static void Print(Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("operator", "", "why");
        foreach (var row in OperatorCoverage.All) table.AddRow(Markup.Escape(row.Name), row.Runs ? row.IsCustom ? "runs (custom)" : "runs" : "left out", Markup.Escape(row.Reason ?? string.Join('\n', row.LeftOutForms.Select(form => $"but not: {form}"))));
        terminal.Screen.Write(table);
        var builtin = OperatorCoverage.All.Where(row => !row.IsCustom).ToArray();
        terminal.Output.WriteLine($"{builtin.Count(row => row.Runs)} of {builtin.Length} builtin operators run, {OperatorCoverage.All.Count - builtin.Length} custom ones");
    }
}

internal sealed record OperatorJson(string Op, bool Custom, bool Runs, string? Reason, ImmutableArray<string> LeftOutForms);

internal sealed record OperatorsJson(ImmutableArray<OperatorJson> Operators);

[JsonSerializable(typeof(OperatorsJson))]
internal sealed partial class OperatorsJsonContext : JsonSerializerContext
{
    public static OperatorsJsonContext Readable { get; } = new(ReadableJson.Options());
}
