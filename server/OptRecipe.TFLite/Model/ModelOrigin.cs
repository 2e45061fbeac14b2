namespace OptRecipe.TFLite;

/// <summary>Where a model was read from: the whole file, and how long its FlatBuffer is. Two origins are equal when they are the same reading.</summary>
public sealed record ModelOrigin(IByteSource Source, long FlatBufferLength)
{
    private Model? _model;

    /// <summary>Whether <paramref name="model"/> is the very model that the reading gave, so that its bytes are the file's.</summary>
    public bool IsUnchanged(Model model) => ReferenceEquals(_model, model);

    internal Model Read(Model model) => _model = model with { Origin = this };

    // The fields compared by a record would lead from the model to its origin and back without end.
    public bool Equals(ModelOrigin? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => Source.Length.GetHashCode();
}
