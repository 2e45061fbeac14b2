namespace OptRecipe.Engine.Passes;

/// <summary>A pass meets data that it cannot work with (a weight that is not a number). The message is one sentence for people.</summary>
public sealed class PassException(string message) : Exception(message);
