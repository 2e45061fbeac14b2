namespace OptRecipe.LanguageServer.Sessions;

/// <summary>Where a session stands in LSP's life cycle.</summary>
public enum SessionPhase { Starting, Running, ShutDown }
