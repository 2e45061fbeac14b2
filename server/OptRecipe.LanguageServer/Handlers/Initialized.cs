using MediatR;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record InitializedNotification : INotification;

/// <summary>Asks the client to watch files and to tell of settings, where it can; then for the settings.</summary>
public sealed class InitializedHandler(Session session) : INotificationHandler<InitializedNotification>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private bool _isDone;

    public Task Handle(InitializedNotification notification, CancellationToken cancellationToken)
    {
        if (_isDone) return Task.CompletedTask;
        _isDone = true;
        var client = session.Workspace.Current.Client;
        if (client.WatchedFilesRegistration) Register("workspace/didChangeWatchedFiles", "**/*.tflite", "**/*.{optrecipe,target}.{yaml,yml}", "**/.optrecipe/*.json", "**/*.{npy,npz,csv,png,bmp,jpg,jpeg,wav,tfrecord,tfrecords}");
        if (client.ConfigurationRegistration) Register("workspace/didChangeConfiguration");
        session.Settings.Pull();
        return Task.CompletedTask;
    }

    private void Register(string method, params string[] globs) =>
        session.Connection.Request("client/registerCapability", new RegistrationParams($"optrecipe:{method}", method, [.. globs]), Patience, _ => { });
}
