namespace TfNetZoo.Inference;

/// <summary>A class of a prediction.</summary>
/// <param name="Index">Of the output.</param>
/// <param name="Name">Of the class; the index as text where no names are known.</param>
/// <param name="Probability">0 to 1.</param>
public sealed record ClassProbability(int Index, string Name, float Probability);

/// <summary>What a network says about a photo, or why it could not be read.</summary>
/// <param name="Photo">The path.</param>
/// <param name="Probabilities">Of all classes, in the order of the output; empty where the photo could not be read.</param>
/// <param name="Names">Of all classes.</param>
/// <param name="Error">Null where the photo was read.</param>
public sealed record PhotoPrediction(string Photo, IReadOnlyList<float> Probabilities, IReadOnlyList<string> Names, string? Error = null)
{
    /// <summary>The most probable class.</summary>
    public ClassProbability Best => Top(1)[0];

    /// <summary>The most probable classes, best first; equal ones in the order of the output.</summary>
    /// <param name="count">At most so many.</param>
    public IReadOnlyList<ClassProbability> Top(int count) =>
        [.. Probabilities.Select((p, i) => new ClassProbability(i, Names[i], p)).OrderByDescending(c => c.Probability).Take(count)];
}
