using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>A value that the recipe writes, and where it stands. What is not written is null, so that whoever fills it in can say where it came from.</summary>
public sealed record Written<T>(T Value, TextSpan Span)
{
    internal Written<T> Moved(int by) => new(Value, Span.Moved(by));
}
