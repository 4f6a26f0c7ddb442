"""A window that draws the market."""

import pygame

from barter.market import Market


def show(market: Market, name: str) -> int:
    """Run a tick a frame until Q is pressed; return the number of ticks."""
    pygame.init()
    screen = pygame.display.set_mode((320, 240))
    pygame.display.set_caption(f"Barter: {name}")
    clock = pygame.time.Clock()
    ticks = 0
    while True:
        for event in pygame.event.get():
            asked = event.type == pygame.KEYDOWN and event.key == pygame.K_q
            if asked or event.type == pygame.QUIT:
                pygame.quit()
                return ticks
        market.step()
        ticks += 1
        screen.fill("white")
        for place, amount in enumerate(market.holdings):
            pygame.draw.circle(screen, "navy", (100 + 120 * place, 120), amount)
        pygame.display.flip()
        clock.tick(20)
