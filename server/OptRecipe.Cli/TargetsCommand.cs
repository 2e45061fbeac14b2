using System.CommandLine;
using OptRecipe.Recipe.TargetFiles;
using OptRecipe.Targets;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe targets</c>: the targets there are, or what one of them takes.</summary>
internal static class TargetsCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string?>("id") { Description = "A target, to see what it takes", Arity = ArgumentArity.ZeroOrOne };
        var json = Terminal.JsonOption();
        var command = new Command("targets", "List the targets, or show what one of them takes") { id, json };
        command.SetAction((parsed, _) =>
        {
            var targets = parsed.GetValue(id) is { } one ? [Find(terminal, one)] : TargetCatalog.Targets;
            if (parsed.GetValue(json))
                terminal.Json(new([.. targets.Select(target => new TargetJson(target.Id, target.Title, target.Description, target.IsAvailable, target.IsJudgedByRun, target.Judgement, parsed.GetValue(id) is null ? null : SupportTables.Rows(target)))]), CliJsonContext.Readable.TargetsJson);
            else if (parsed.GetValue(id) is null) PrintAll(terminal);
            else PrintOne(terminal, targets[0]);
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }

    private static TargetDescription Find(Terminal terminal, string id) => TargetFile.Is(id) ? TargetArgument.Read(terminal, [id])[0].Target : TargetCatalog.Find(id)
        ?? throw new UsageException($"there is no target `{id}`" + (TargetCatalog.Nearest(id) is { } near ? $"; did you mean `{near}`?" : "; `optrecipe targets` lists them"));

    private static void PrintAll(Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("target", "what it is", "");
        foreach (var target in TargetCatalog.Targets) table.AddRow(Markup.Escape(target.Id), Markup.Escape(target.Title), target.IsAvailable ? "" : "not available yet");
        foreach (var group in TargetCatalog.Groups) table.AddRow(Markup.Escape(group.Id), Markup.Escape($"{group.Description}: {string.Join(", ", group.Members)}"), "group");
        terminal.Screen.Write(table);
    }

    private static void PrintOne(Terminal terminal, TargetDescription target)
    {
        terminal.Output.WriteLine($"{target.Id}: {target.Title}{(target.IsAvailable ? "" : " (not available yet)")}");
        terminal.Output.WriteLine(target.Description);
        terminal.Output.WriteLine(target.Judgement);
        foreach (var option in target.Options) terminal.Output.WriteLine($"  {option.Name}: {option.Description}{(option.Default is { } value ? $" (default {value})" : "")}");
        foreach (var source in target.Sources) terminal.Output.WriteLine($"  source {source}");
        SupportTables.Print(terminal, target);
    }
}
