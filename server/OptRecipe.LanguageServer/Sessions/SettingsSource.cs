using System.Collections.Immutable;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Sessions;

/// <summary>Where settings come from: asked of the client, or pushed by clients that cannot be asked. Until an answer is there, and when none comes, the defaults hold. For the loop's thread.</summary>
public sealed class SettingsSource(Session session)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private int _lastPull;
    private string? _warned;

    /// <summary>Asks for the settings of everything; an answer that was overtaken by a newer question is dropped.</summary>
    public void Pull()
    {
        if (!session.Workspace.Current.Client.Configuration) return;
        var pull = ++_lastPull;
        Ask([null, .. session.Workspace.Current.Documents.Keys], settings =>
        {
            if (pull == _lastPull) session.Workspace.ChangeSettings(settings);
        });
    }

    /// <summary>Asks for the settings of a document that was just opened.</summary>
    public void PullFor(DocumentUri uri)
    {
        if (!session.Workspace.Current.Client.Configuration) return;
        Ask([uri], settings =>
        {
            if (session.Workspace.Current.Documents.ContainsKey(uri))
                session.Workspace.ChangeSettings(With(session.Workspace.Current.Settings, uri, settings.For(uri)));
        });
    }

    /// <summary>Takes the <c>settings</c> of <c>didChangeConfiguration</c>: <c>{"optrecipe": {…}}</c>.</summary>
    public void TakePushed(byte[] json)
    {
        string? problem = null;
        var common = Settings.Default;
        JsonInput.Parse<bool>(json, (ref input) =>
        {
            if (!input.TryObject()) return false;
            while (input.Member())
            {
                if (input.Is("optrecipe"u8)) common = Settings.Read(ref input, ref problem);
                else input.Skip();
            }
            return true;
        });
        Warn(problem);
        session.Workspace.ChangeSettings(new(common, ImmutableDictionary<DocumentUri, Settings>.Empty));
    }

    private void Ask(ImmutableArray<DocumentUri?> scopes, Action<SettingsSet> take)
    {
        var question = new ConfigurationParams(Settings.Section, [.. scopes.Select(scope => scope?.ToString())]);
        session.Connection.Request("workspace/configuration", question, Patience, answer =>
        {
            if (answer.Failure is not null) return;
            session.Post(() => take(Read(scopes, answer.Result)));
        });
    }

    private SettingsSet Read(ImmutableArray<DocumentUri?> scopes, ReadOnlyMemory<byte> json)
    {
        var set = session.Workspace.Current.Settings;
        string? problem = null;
        JsonInput.Parse<bool>(json.Span, (ref input) =>
        {
            if (!input.IsArray) return false;
            for (var i = 0; input.Element(); i++)
            {
                var settings = Settings.Read(ref input, ref problem);
                if (i >= scopes.Length) continue;
                set = scopes[i] is { } uri ? With(set, uri, settings) : set with { Common = settings };
            }
            return true;
        });
        Warn(problem);
        return set;
    }

    // Records compare dictionaries by identity, so an unchanged set must stay the same object.
    private static SettingsSet With(SettingsSet set, DocumentUri uri, Settings settings)
    {
        if (set.For(uri) == settings) return set;
        return set with { Own = settings == set.Common ? set.Own.Remove(uri) : set.Own.SetItem(uri, settings) };
    }

    private void Warn(string? key)
    {
        if (key is null || key == _warned) return;
        _warned = key;
        session.Log($"the setting `{key}` has a value of the wrong kind; its default is used");
    }
}
