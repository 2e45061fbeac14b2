namespace OptRecipe.Pipeline.Invoking;

/// <summary>Arrays do not fit a model. The message is one sentence that says what was found and what is expected.</summary>
public sealed class InvokeException(string message) : Exception(message);
