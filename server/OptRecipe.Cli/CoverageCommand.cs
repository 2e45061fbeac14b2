using System.Collections.Immutable;
using System.CommandLine;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;
using OptRecipe.Targets.Partitions;
using OptRecipe.TFLite;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe coverage</c>: what runs where, why not, and in which partitions; of models as they are, of recipes' models as they will be after the steps.</summary>
internal static class CoverageCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("file") { Description = ".tflite models, or recipes (their models after the steps)", Arity = ArgumentArity.OneOrMore };
        var targets = TargetArgument.Option();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line, one for each file (schemas/cli/coverage.schema.json)" };
        var command = new Command("coverage", "Show what each target runs of a model, operator by operator; runs nothing") { files, targets, json };
        command.SetAction((parsed, cancellation) =>
        {
            var asked = TargetArgument.Read(terminal, parsed.GetValue(targets) ?? []);
            var code = ExitCode.Fine;
            foreach (var file in parsed.GetRequiredValue(files))
            {
                try
                {
                    var verdicts = Verdicts(terminal, file, asked, cancellation);
                    if (parsed.GetValue(json)) terminal.Json(CoverageJson.Of(file, verdicts), CoverageJsonContext.Lines.CoverageJson);
                    else Print(terminal, file, verdicts);
                }
                catch (UsageException problem)
                {
                    // One unreadable file does not take the answers about the others away.
                    terminal.Progress(problem.Message);
                    code = ExitCode.Usage;
                }
            }
            return Task.FromResult(code);
        });
        return command;
    }

    private static ImmutableArray<JudgedTarget> Verdicts(Terminal terminal, string file, ImmutableArray<TargetSelection> asked, CancellationToken cancellation)
    {
        if (!file.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) && !file.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
        {
            var model = ModelArgument.Open(terminal, file).Model;
            return [.. (asked.IsEmpty ? TargetArgument.All : asked).Select(selection => JudgedTarget.Of(model, selection, cancellation))];
        }
        var analysis = terminal.Analyze(file, cancellation);
        if (analysis.Plan is not { } plan) throw new UsageException($"{file}: {analysis.FirstError?.Message ?? "the recipe names no model"}");
        if (plan.Stop is { } stop) throw new UsageException($"{file}: `{stop.Title}` does not go with this model: {stop.Reason}");
        if (asked.IsEmpty && plan.Targets.IsEmpty) throw new UsageException($"{file} names no target that is known; name one with --target");
        return asked.IsEmpty ? [.. plan.Targets.Select(target => new JudgedTarget(target.Selection, target.After, target.Advice))] : [.. asked.Select(selection => JudgedTarget.Of(plan.Result, selection, cancellation))];
    }

    private static void Print(Terminal terminal, string file, ImmutableArray<JudgedTarget> verdicts)
    {
        terminal.Output.WriteLine(file);
        foreach (var (selection, verdict, advice) in verdicts)
        {
            terminal.Output.WriteLine($"{selection}: {CoverageText.Of(verdict)}");
            foreach (var whole in verdict.Model) terminal.Output.WriteLine($"  {(whole.Kind == VerdictKind.Runs ? "note" : $"the model {CoverageText.VerbOf(whole.Kind)}{StageText(whole)}")}: {whole.Reason} ({whole.Rule})");
            foreach (var remedy in advice) terminal.Output.WriteLine($"  {CoverageText.Of(remedy)}");
            var rows = verdict.Operators.Where(o => o.Verdict.Kind != VerdictKind.Runs).ToArray();
            if (rows.Length == 0) continue;
            var table = new Table().Border(TableBorder.Simple).AddColumns("operator", "", "MACs", "why");
            foreach (var row in rows)
                table.AddRow(Markup.Escape(CoverageText.Name(row)), Markup.Escape(CoverageText.VerbOf(row.Verdict.Kind) + StageText(row.Verdict)), CoverageText.ShareOf(row, verdict),
                    Markup.Escape(Terminal.Safe($"{row.Verdict.Reason} ({row.Verdict.Rule}){RemedyText(row.Verdict)}")));
            terminal.Screen.Write(table);
        }
    }

    private static string StageText(SupportVerdict verdict) => Report.Word(verdict.Stage) is { } stage ? $" at {stage}" : "";

    private static string RemedyText(SupportVerdict verdict) => verdict.Remedies.IsEmpty ? "" : $"; remedy: {string.Join(", or: ", verdict.Remedies.Select(remedy => remedy.Title))}";
}

/// <summary>A target's answer about one model, with what would be won.</summary>
internal sealed record JudgedTarget(TargetSelection Selection, TargetVerdict Verdict, ImmutableArray<TargetAdvice> Advice)
{
    public static JudgedTarget Of(Model model, TargetSelection selection, CancellationToken cancellation)
    {
        var verdict = TargetJudge.Judge(model, selection, cancellation);
        return new(selection, verdict, TargetAdvice.Of(model, selection, verdict, cancellation));
    }
}
