namespace Tensorflow.Keras.Preprocessing;

/// <summary>Where the data classes write what Keras prints (<c>Found 29 images belonging to 6 classes.</c>) and what it warns of.</summary>
public static class DataMessages
{
    /// <summary>Takes the printed lines; null: the console.</summary>
    public static TextWriter? Output { get; set; }

    /// <summary>Takes the warnings; null: the console's error stream.</summary>
    public static TextWriter? Warnings { get; set; }

    /// <summary>Prints a line.</summary>
    public static void Print(string line) => (Output ?? Console.Out).Write(line + "\n");

    /// <summary>Writes a warning, marked as one.</summary>
    public static void Warn(string message) => (Warnings ?? Console.Error).Write("UserWarning: " + message + "\n");
}
