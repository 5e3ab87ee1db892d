namespace Tensorflow.Keras.Text;

/// <summary>
/// The notes' progress line of stars and dots: <c>train loss: 50 %[*************************-&gt;.........................]1.234</c>.
/// It goes back to the start of the line by itself; the caller ends the line when the epoch ends.
/// </summary>
public static class StarBar
{
    /// <summary>The text after a step; both counts of marks are cut down, so most lines hold 49 marks.</summary>
    /// <param name="rate">share of the epoch that is done, 0..1</param>
    /// <param name="loss">the loss of the step</param>
    /// <param name="label">what stands in front</param>
    public static string Line(double rate, double loss, string label = "train loss")
    {
        if (!(rate is >= 0 and <= 1))
            throw new ValueError($"StarBar: argument rate: expected 0..1; received {PythonFormat.Repr(rate)}");
        string stars = new('*', (int)(rate * 50)), dots = new('.', (int)((1 - rate) * 50));
        string percent = PythonFormat.Format((double)(int)(rate * 100), "^3.0f");
        return "\r" + label + ": " + percent + "%[" + stars + "->" + dots + "]" + PythonFormat.Format(loss, ".3f");
    }
}
