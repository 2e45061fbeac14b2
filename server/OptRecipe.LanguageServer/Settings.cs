using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.LanguageServer;

/// <summary>What saving a recipe does. On the wire: <c>off</c>, <c>whenValid</c>, <c>always</c>.</summary>
public enum RunOnSave { Off, WhenValid, Always }

/// <summary>The user's settings for one recipe. Each property has its entry in <see cref="Entries"/>, from which package.json is checked.</summary>
public sealed record Settings
{
    public const string Section = "optrecipe";
    public static Settings Default { get; } = new();

    public RunOnSave RunOnSave { get; init; } = RunOnSave.WhenValid;
    public bool DiagnosticsSummary { get; init; } = true;
    public InlayHintSettings InlayHints { get; init; } = new();

    public static ImmutableArray<SettingEntry> Entries { get; } =
    [
        new("optrecipe.runOnSave", "resource", "whenValid", "What saving a recipe does. Nothing runs until the workspace is trusted.")
        {
            Values = [new("off", "Nothing."), new("whenValid", "Run the recipe when it has no errors."), new("always", "Run the recipe; when it has errors, say so.")],
        },
        new("optrecipe.diagnostics.summary", "resource", "true", "Show sizes and target coverage as information beside errors and warnings."),
        new("optrecipe.inlayHints.targets", "resource", "true", "Show behind each target its coverage after the steps."),
        new("optrecipe.inlayHints.steps", "resource", "true", "Show behind each step the file's size before and after."),
        new("optrecipe.inlayHints.selectors", "resource", "true", "Show behind each selector how much of the model it is for."),
        new("optrecipe.inlayHints.budget", "resource", "true", "Show behind each limit what is forecast or was measured."),
        new("optrecipe.inlayHints.data", "resource", "true", "Show behind each data set how many samples it has, and their type and shape."),
    ];

    /// <summary>Reads the section; what is missing, null or wrong keeps its default, and <paramref name="problem"/> then names the last such key.</summary>
    public static Settings Read(ref JsonInput input, ref string? problem)
    {
        var settings = Default;
        if (!input.TryObject()) return settings;
        while (input.Member())
        {
            if (input.Is("runOnSave"u8)) settings = settings with { RunOnSave = ReadRunOnSave(ref input, ref problem) };
            else if (input.Is("diagnostics"u8)) settings = settings with { DiagnosticsSummary = ReadFlag(ref input, "summary"u8, "optrecipe.diagnostics.summary", ref problem) };
            else if (input.Is("inlayHints"u8)) settings = settings with { InlayHints = InlayHintSettings.Read(ref input, ref problem) };
            else input.Skip();
        }
        return settings;
    }

    /// <summary>The entries as <c>contributes.configuration.properties</c> of package.json.</summary>
    public static void WriteManifest(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var entry in Entries) entry.WriteTo(writer);
        writer.WriteEndObject();
    }

    private static RunOnSave ReadRunOnSave(ref JsonInput input, ref string? problem)
    {
        if (input.IsNull) return Default.RunOnSave;
        switch (input.TextOrNull())
        {
            case "off": return RunOnSave.Off;
            case "whenValid": return RunOnSave.WhenValid;
            case "always": return RunOnSave.Always;
            default:
                problem = "optrecipe.runOnSave";
                return Default.RunOnSave;
        }
    }

    private static bool ReadFlag(ref JsonInput input, ReadOnlySpan<byte> name, string key, ref string? problem)
    {
        var value = true;
        if (!input.TryObject()) return value;
        while (input.Member())
        {
            if (!input.Is(name) || input.IsNull) input.Skip();
            else if (input.IsFlag) value = input.Flag();
            else
            {
                problem = key;
                input.Skip();
            }
        }
        return value;
    }
}

/// <summary>A setting as package.json declares it. The default of one without <see cref="Values"/> is true or false.</summary>
public sealed record SettingEntry(string Key, string Scope, string Default, string Description)
{
    public ImmutableArray<SettingValue> Values { get; init; } = [];

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Key);
        writer.WriteString("type", Values.IsEmpty ? "boolean" : "string");
        if (!Values.IsEmpty)
        {
            writer.List("enum", [.. Values.Select(value => value.Name)]);
            writer.List("enumDescriptions", [.. Values.Select(value => value.Description)]);
            writer.WriteString("default", Default);
        }
        else writer.WriteBoolean("default", Default == "true");
        writer.WriteString("scope", Scope);
        writer.WriteString("description", Description);
        writer.WriteEndObject();
    }
}

public sealed record SettingValue(string Name, string Description);

/// <summary>The settings of a session: one for all, and those of single recipes that differ.</summary>
public sealed record SettingsSet(Settings Common, ImmutableDictionary<DocumentUri, Settings> Own)
{
    public static SettingsSet Default { get; } = new(Settings.Default, ImmutableDictionary<DocumentUri, Settings>.Empty);

    public Settings For(DocumentUri uri) => Own.GetValueOrDefault(uri, Common);

    public SettingsSet Without(DocumentUri uri) => Own.ContainsKey(uri) ? this with { Own = Own.Remove(uri) } : this;
}
