namespace TfNetZoo.Training;

/// <summary>The folder of a weight file that a training is to write.</summary>
public static class WeightsFolder
{
    /// <summary>Makes the folder, and makes sure before the training that the file can be written there.</summary>
    /// <param name="weights">The weight file.</param>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    public static void Make(string weights)
    {
        string path = Path.GetFullPath(weights), folder = Path.GetDirectoryName(path) ?? path;
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, Path.GetRandomFileName());
            using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"argument --weights: expected a file in a folder that can be written to; received '{weights}': {e.Message}", e);
        }
    }
}
