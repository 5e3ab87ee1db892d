namespace TfNetZoo.Examples;

/// <summary>What every example can be told on the command line.</summary>
/// <param name="Data">A folder of class folders, or one with train and val in it; null: the shipped images.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="BatchSize">Images per step.</param>
/// <param name="ImageSize">Height and width in pixels.</param>
/// <param name="LearningRate">Of the optimizer.</param>
/// <param name="Seed">Of all random numbers.</param>
/// <param name="Weights">The weight file to write, and to read for a prediction.</param>
/// <param name="Predict">A photo to classify with the saved weights instead of training.</param>
/// <param name="Pretrained">A weight file to begin with, in the examples that offer it; null: none.</param>
/// <param name="FineTune">Epochs that train more than a new last layer, in the examples that offer it.</param>
public sealed record ExampleOptions(
    string? Data, int Epochs, int BatchSize, int ImageSize, double LearningRate, int Seed, string Weights, string? Predict,
    string? Pretrained = null, int FineTune = 0)
{
    /// <summary>Which of the example's networks, in the examples that offer a choice.</summary>
    public string? Network { get; init; }

    /// <summary>Makes the folder that <see cref="Weights"/> are to be written to, and makes sure before the training that they can be.</summary>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    public void MakeWeightsFolder()
    {
        string path = Path.GetFullPath(Weights), folder = Path.GetDirectoryName(path) ?? path;
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, Path.GetRandomFileName());
            using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"argument --weights: expected a file in a folder that can be written to; received '{Weights}': {e.Message}", e);
        }
    }
}
