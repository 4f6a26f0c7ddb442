"""The remote framebuffer protocol between the browser and the VNC server."""
