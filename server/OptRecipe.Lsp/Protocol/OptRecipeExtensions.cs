// Requests and notifications that LSP does not have. The client mirrors this file in client/src/features/<name>/protocol.ts; a test compares the two.
// Members appear on the wire in camelCase, in this order, always all of them; enum values in camelCase.
using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

public static class OptRecipeMethods
{
    /// <summary>Client → server request: <see cref="RunParams"/> → <see cref="RunAnswer"/>. Progress under <c>workDoneToken</c>; <c>$/cancelRequest</c> stops the run.</summary>
    public const string Run = "optrecipe/run";
    /// <summary>Client → server request: <see cref="RecipeParams"/> → <see cref="PlanAnswer"/>.</summary>
    public const string Plan = "optrecipe/plan";
    /// <summary>Client → server request: <see cref="GraphParams"/> → <see cref="GraphAnswer"/>, the graph of the recipe's model or of a model file.</summary>
    public const string Graph = "optrecipe/graph";
    /// <summary>Client → server request: <see cref="TryParams"/> → <see cref="TryAnswer"/>. <c>$/cancelRequest</c> stops it.</summary>
    public const string Try = "optrecipe/try";
    /// <summary>Client → server request: <see cref="ProfileParams"/> → <see cref="ProfileAnswer"/>. <c>$/cancelRequest</c> stops it.</summary>
    public const string Profile = "optrecipe/profile";
    /// <summary>Client → server request: <see cref="RecipeParams"/> → <see cref="CancelRunAnswer"/>. Stops the run of that recipe, whoever started it.</summary>
    public const string CancelRun = "optrecipe/cancelRun";
    /// <summary>Client → server request without params → <see cref="TargetsAnswer"/>: what may stand under <c>targets</c>.</summary>
    public const string Targets = "optrecipe/targets";
    /// <summary>Client → server request: <see cref="NewRecipeParams"/> → <see cref="NewRecipeAnswer"/>. Writes nothing.</summary>
    public const string NewRecipe = "optrecipe/newRecipe";
    /// <summary>Client → server request: <see cref="RecipeParams"/> → <see cref="ReportAnswer"/>, null when no run of that recipe has left a record, or it is not open.</summary>
    public const string Report = "optrecipe/report";
    /// <summary>Client → server notification without params: the user trusts the workspace now.</summary>
    public const string DidGrantTrust = "optrecipe/didGrantTrust";
    /// <summary>Client → server request: <see cref="RecipeParams"/> → <see cref="CheckAnswer"/>; the recipe need not be open.</summary>
    public const string Check = "optrecipe/check";
    /// <summary>Client → server request: <see cref="RecipeParams"/> → <see cref="ReportPageAnswer"/>; the recipe need not be open.</summary>
    public const string ReportPage = "optrecipe/reportPage";
    /// <summary>Client → server request: <see cref="RecipeParams"/> → <see cref="ReportPageAnswer"/>: the last comparison of the recipe's variants; the recipe need not be open.</summary>
    public const string VariantsPage = "optrecipe/variantsPage";
    /// <summary>Server → client notification: <see cref="RunsParams"/>, to a client that has said that it shows runs.</summary>
    public const string Runs = "optrecipe/runs";
    /// <summary>Server → client notification: <see cref="RunFinishedParams"/>.</summary>
    public const string RunFinished = "optrecipe/runFinished";
    /// <summary>Server → client notification: <see cref="StatusParams"/>.</summary>
    public const string Status = "optrecipe/status";
}

/// <summary>Commands the server executes (<c>workspace/executeCommand</c>). First argument: the recipe's URI.</summary>
public static class OptRecipeCommands
{
    /// <summary>Arguments: uri, optional <c>{force: boolean}</c>. Answers with a <see cref="RunAnswer"/>.</summary>
    public const string Run = "optrecipe.server.run";
    /// <summary>Arguments: uri. Answers with a <see cref="PlanAnswer"/>.</summary>
    public const string Plan = "optrecipe.server.plan";
}

/// <summary>The client's <c>initializationOptions</c>; every member may be missing.</summary>
/// <param name="Trusted">Whether the user trusts the workspace; missing means no. Without trust nothing runs and nothing outside the workspace is read.</param>
/// <param name="RunCommand">The client's own command behind the Run lens, called with the URI; missing: <see cref="OptRecipeCommands.Run"/>.</param>
/// <param name="PlanCommand">The client's own command behind the Show plan lens, called with the URI; missing: no such lens.</param>
/// <param name="ReportCommand">The client's own command behind the Run with Report lens, called with the URI; missing: no such lens.</param>
/// <param name="OpenCommand">The client's command that opens a URI, behind lenses that lead to a page; missing: they can only be read.</param>
public sealed record OptRecipeOptions(bool Trusted, string? RunCommand, string? PlanCommand, string? ReportCommand, string? OpenCommand)
{
    /// <summary>The client sent options of ours, so it knows our own notifications; another client is not sent any.</summary>
    public bool IsGiven { get; private init; }

    /// <summary>The client can ask for diagnostics and would rather be told: an answer that has to be asked for comes a round trip later at every keystroke.</summary>
    public bool PushDiagnostics { get; private init; }

    /// <summary>The client wants to be told the errors and warnings of recipes that are not open, too.</summary>
    public bool ClosedRecipes { get; private init; }

    /// <summary>The client's own command that shows a recipe's or a model's graph, called with the URI; missing: <see cref="OpenCommand"/> on the page.</summary>
    public string? GraphCommand { get; private init; }

    /// <summary>The client's own command behind the lens on data, called with the URI and the set's name; missing: no such lens.</summary>
    public string? TryCommand { get; private init; }

    /// <summary>The client's own command behind the lens on the model, called with the URI; missing: no such lens.</summary>
    public string? ProfileCommand { get; private init; }

    /// <summary>The client's own command behind the Report lens, called with the URI; missing: no such lens.</summary>
    public string? ReportPageCommand { get; private init; }

    /// <summary>The client's own command behind the Compare Variants lens, called with the URI; missing: no such lens.</summary>
    public string? VariantsCommand { get; private init; }

    /// <summary>The client's own command that shows the last comparison of variants, called with the URI; missing: no such lens.</summary>
    public string? VariantsPageCommand { get; private init; }

    /// <summary>The client shows runs by <see cref="OptRecipeMethods.Runs"/> and wants no progress of the server's own making.</summary>
    public bool Runs { get; private init; }

    /// <summary>The client's own command that shows a guide, called with its name from links of hovers; missing: no such links.</summary>
    public string? GuideCommand { get; private init; }

    public static OptRecipeOptions Default { get; } = new(false, null, null, null, null);

    public static OptRecipeOptions Read(ref JsonInput input)
    {
        var options = Default;
        if (!input.TryObject()) return options;
        while (input.Member())
        {
            if (input.Is("trusted"u8)) options = options with { Trusted = input.FlagOrFalse(), IsGiven = true };
            else if (input.Is("runCommand"u8)) options = options with { RunCommand = input.TextOrNull() };
            else if (input.Is("planCommand"u8)) options = options with { PlanCommand = input.TextOrNull() };
            else if (input.Is("reportCommand"u8)) options = options with { ReportCommand = input.TextOrNull() };
            else if (input.Is("openCommand"u8)) options = options with { OpenCommand = input.TextOrNull() };
            else if (input.Is("graphCommand"u8)) options = options with { GraphCommand = input.TextOrNull() };
            else if (input.Is("tryCommand"u8)) options = options with { TryCommand = input.TextOrNull() };
            else if (input.Is("profileCommand"u8)) options = options with { ProfileCommand = input.TextOrNull() };
            else if (input.Is("pushDiagnostics"u8)) options = options with { PushDiagnostics = input.FlagOrFalse() };
            else if (input.Is("closedRecipes"u8)) options = options with { ClosedRecipes = input.FlagOrFalse() };
            else if (input.Is("reportPageCommand"u8)) options = options with { ReportPageCommand = input.TextOrNull() };
            else if (input.Is("runs"u8)) options = options with { Runs = input.FlagOrFalse() };
            else if (input.Is("variantsCommand"u8)) options = options with { VariantsCommand = input.TextOrNull() };
            else if (input.Is("variantsPageCommand"u8)) options = options with { VariantsPageCommand = input.TextOrNull() };
            else if (input.Is("guideCommand"u8)) options = options with { GuideCommand = input.TextOrNull() };
            else input.Skip();
        }
        return options;
    }
}

public sealed record RecipeParams(string Uri)
{
    public static RecipeParams Read(ref JsonInput input)
    {
        string? uri = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"));
    }
}

/// <param name="Force">Overwrite files that no earlier run of this recipe wrote; missing means no.</param>
/// <param name="Again">Run also when nothing has changed since the last run; missing means no.</param>
/// <param name="Variants">Run the recipe's table of variants and compare them, instead of the recipe as it is written; missing means no.</param>
/// <param name="WorkDoneToken">Where <c>$/progress</c> is wanted (string or number); missing: nowhere.</param>
public sealed record RunParams(string Uri, bool Force, bool Again, bool Variants, ProgressToken? WorkDoneToken)
{
    public static RunParams Read(ref JsonInput input)
    {
        string? uri = null;
        var (force, again, variants) = (false, false, false);
        ProgressToken? token = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else if (input.Is("force"u8)) force = input.FlagOrFalse();
            else if (input.Is("again"u8)) again = input.FlagOrFalse();
            else if (input.Is("variants"u8)) variants = input.FlagOrFalse();
            else if (input.Is("workDoneToken"u8)) token = ProgressToken.ReadOrNull(ref input);
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"), force, again, variants, token);
    }
}

/// <summary>On the wire: <c>succeeded</c>, <c>invalid</c> (the recipe has errors), <c>needsForce</c> (files would be overwritten: <c>conflicts</c>), <c>budgetBroken</c>
/// (everything was written, a budget is not kept), <c>failed</c>, <c>cancelled</c>, <c>refused</c> (not trusted, not a file on disk …),
/// <c>upToDate</c> (nothing has changed since the last run, so nothing was run).</summary>
public enum RunAnswerStatus { Succeeded, Invalid, NeedsForce, BudgetBroken, Failed, Cancelled, Refused, UpToDate }

/// <param name="Message">One sentence for people.</param>
/// <param name="Before">The model before the run; null when it was not read.</param>
/// <param name="After">The model written; null when none was.</param>
/// <param name="Conflicts">Absolute paths.</param>
public sealed record RunAnswer(
    RunAnswerStatus Status, string Message, ImmutableArray<RunAnswerOutput> Outputs, RunAnswerSizes? Before, RunAnswerSizes? After,
    ImmutableArray<RunAnswerBudget> Budget, ImmutableArray<string> Conflicts, double Milliseconds) : IJsonWritable
{
    public static RunAnswer Of(RunAnswerStatus status, string message) => new(status, message, [], null, null, [], [], 0);

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("status", JsonNamingPolicy.CamelCase.ConvertName(Status.ToString()));
        writer.WriteString("message", Message);
        writer.List("outputs", Outputs);
        writer.Member("before", Before);
        writer.Member("after", After);
        writer.List("budget", Budget);
        writer.List("conflicts", Conflicts);
        writer.WriteNumber("milliseconds", Milliseconds);
        writer.WriteEndObject();
    }
}

/// <param name="Kind">The key in <c>outputs</c>: <c>tflite</c>, <c>report</c>.</param>
public sealed record RunAnswerOutput(string Kind, string Path, string Uri, long Bytes) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", Kind);
        writer.WriteString("path", Path);
        writer.WriteString("uri", Uri);
        writer.WriteNumber("bytes", Bytes);
        writer.WriteEndObject();
    }
}

/// <param name="File">Bytes of the file.</param>
public sealed record RunAnswerSizes(long File) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("file", File);
        writer.WriteEndObject();
    }
}

/// <param name="Key">The key in <c>budget</c>.</param>
public sealed record RunAnswerBudget(string Key, string Limit, string Measured, bool Kept) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("key", Key);
        writer.WriteString("limit", Limit);
        writer.WriteString("measured", Measured);
        writer.WriteBoolean("kept", Kept);
        writer.WriteEndObject();
    }
}

/// <param name="Markdown">The resolved plan; when the recipe has none yet, the sentence that says why.</param>
public sealed record PlanAnswer(string Markdown) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("markdown", Markdown);
        writer.WriteEndObject();
    }
}

/// <param name="Cancelled">False when no run of that recipe was under way.</param>
public sealed record CancelRunAnswer(bool Cancelled) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("cancelled", Cancelled);
        writer.WriteEndObject();
    }
}

/// <summary>On the wire: <c>save</c>, <c>command</c>.</summary>
public enum RunTrigger { Save, Command }

/// <summary>Sent once per run, also when it failed or was cancelled.</summary>
public sealed record RunFinishedParams(string Uri, RunTrigger Trigger, RunAnswer Result) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("uri", Uri);
        writer.WriteString("trigger", JsonNamingPolicy.CamelCase.ConvertName(Trigger.ToString()));
        writer.Member("result", Result);
        writer.WriteEndObject();
    }
}

/// <summary>On the wire: <c>information</c>, <c>warning</c>, <c>error</c>.</summary>
public enum StatusSeverity { Information, Warning, Error }

/// <summary>What the language-status item of one open recipe shows; each replaces the one before.</summary>
/// <param name="Text">A few words: "337 KiB → 91 KiB", "2 errors".</param>
/// <param name="Detail">One sentence; may be empty.</param>
/// <param name="Busy">A run is under way.</param>
/// <param name="HasReport">A run has left a report.</param>
public sealed record StatusParams(string Uri, string Text, string Detail, StatusSeverity Severity, bool Busy, bool HasReport = false) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("uri", Uri);
        writer.WriteString("text", Text);
        writer.WriteString("detail", Detail);
        writer.WriteString("severity", JsonNamingPolicy.CamelCase.ConvertName(Severity.ToString()));
        writer.WriteBoolean("busy", Busy);
        writer.WriteBoolean("hasReport", HasReport);
        writer.WriteEndObject();
    }
}

/// <param name="Targets">Those that can be judged first; then the groups.</param>
public sealed record TargetsAnswer(ImmutableArray<TargetChoice> Targets) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.List("targets", Targets);
        writer.WriteEndObject();
    }
}

/// <param name="Id">As recipes write it.</param>
/// <param name="Title">A few words; of a group its members.</param>
/// <param name="Detail">Whole sentences.</param>
public sealed record TargetChoice(string Id, string Title, string Detail, bool Group) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString("title", Title);
        writer.WriteString("detail", Detail);
        writer.WriteBoolean("group", Group);
        writer.WriteEndObject();
    }
}

/// <param name="Uri">Of the recipe that is going to be written; paths in it start at its folder.</param>
/// <param name="Model">The model's URI.</param>
/// <param name="Targets">Ids of targets and groups; may be empty.</param>
public sealed record NewRecipeParams(string Uri, string Model, ImmutableArray<string> Targets)
{
    public static NewRecipeParams Read(ref JsonInput input)
    {
        string? uri = null, model = null;
        ImmutableArray<string> targets = [];
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else if (input.Is("model"u8)) model = input.Text();
            else if (input.Is("targets"u8)) targets = input.List(static (ref JsonInput item) => item.Text());
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"), model ?? throw input.Missing("model"), targets);
    }
}

/// <param name="Text">The proposed recipe; empty when there is a problem.</param>
/// <param name="Problem">Why there is none, one sentence; null when there is one.</param>
public sealed record NewRecipeAnswer(string Text, string? Problem) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("text", Text);
        writer.WriteString("problem", Problem);
        writer.WriteEndObject();
    }
}
